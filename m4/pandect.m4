dnl SPDX-License-Identifier: MIT
dnl The macros of configure.ac: compiler flags, libraries, plugins, and the summary at the end.

dnl PANDECT_WARNINGS(FLAGS, FLAGS FOR C ALONE): those the C compiler knows go to WARN_CFLAGS and
dnl WARN_CXXFLAGS, never to CFLAGS, which is the user's.
AC_DEFUN([PANDECT_WARNINGS], [
AC_ARG_ENABLE([werror],
	[AS_HELP_STRING([--enable-werror], [warnings are errors (developers, CI)])],
	[], [enable_werror=no])
WARN_CFLAGS= WARN_CXXFLAGS=
AS_IF([test "$enable_werror" = yes], [WARN_CFLAGS=-Werror WARN_CXXFLAGS=-Werror])
pandect_save=$CFLAGS
m4_foreach_w([FLAG], [$1 $2], [
	AS_VAR_PUSHDEF([cached], [pandect_cv_cc_]FLAG)
	AC_CACHE_CHECK([whether $CC takes FLAG], [cached],
		[CFLAGS="$pandect_save -Werror FLAG"
		AC_COMPILE_IFELSE([AC_LANG_PROGRAM],
			[AS_VAR_SET([cached], [yes])], [AS_VAR_SET([cached], [no])])])
	AS_VAR_IF([cached], [yes], [WARN_CFLAGS="$WARN_CFLAGS FLAG"
		AS_CASE([" $1 "], [*" FLAG "*], [WARN_CXXFLAGS="$WARN_CXXFLAGS FLAG"])])
	AS_VAR_POPDEF([cached])
])
CFLAGS=$pandect_save
AC_SUBST([WARN_CFLAGS])
AC_SUBST([WARN_CXXFLAGS])
])

dnl Stack protector and FORTIFY, unless the user's own flags decide (sanitizers, -O0,
dnl dpkg-buildflags).
AC_DEFUN([PANDECT_HARDENING], [
HARD_CFLAGS=-fstack-protector-strong
AS_CASE([" $CPPFLAGS $CFLAGS "],
	[*_FORTIFY_SOURCE*|*-fsanitize*|*" -O0 "*], [],
	[*" -O"*], [HARD_CFLAGS="$HARD_CFLAGS -D_FORTIFY_SOURCE=2"])
AC_SUBST([HARD_CFLAGS])
])

dnl -z defs cannot be had when a sanitizer's runtime is in the program only (clang). RUNPATH, not
dnl RPATH: LD_LIBRARY_PATH must win over the prefix when a staged copy is tested.
AC_DEFUN([PANDECT_LINK_FLAGS], [
HARD_LDFLAGS="-Wl,-z,relro -Wl,-z,now -Wl,--enable-new-dtags"
pandect_save=$LDFLAGS
AC_CACHE_CHECK([whether a module may be linked with -z defs], [pandect_cv_ld_defs],
	[LDFLAGS="$LDFLAGS -shared -fPIC -Wl,-z,defs"
	AC_LINK_IFELSE([AC_LANG_SOURCE([[int f(const char *s, int n);
int f(const char *s, int n) { return s[n]; }]])],
		[pandect_cv_ld_defs=yes], [pandect_cv_ld_defs=no])])
LDFLAGS=$pandect_save
DEFS_LDFLAGS=
AS_VAR_IF([pandect_cv_ld_defs], [yes], [DEFS_LDFLAGS=-Wl,-z,defs])
AC_SUBST([HARD_LDFLAGS])
AC_SUBST([DEFS_LDFLAGS])
])

dnl _PANDECT_TRY(NAME, HEADER, STATEMENT, LIBS, [C++]): sets pandect_found
AC_DEFUN([_PANDECT_TRY], [
m4_ifval([$5], [AC_LANG_PUSH([$5])])
pandect_save=$LIBS
LIBS="$4 $LIBS"
AC_CACHE_CHECK([for $1 by <$2> and $4], [pandect_cv_lib_$1],
	[AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>
#include <$2>]], [[$3]])],
		[pandect_cv_lib_$1=yes], [pandect_cv_lib_$1=no])])
LIBS=$pandect_save
pandect_found=$pandect_cv_lib_$1
m4_ifval([$5], [AC_LANG_POP([$5])])
])

dnl PANDECT_REQUIRE(NAME, DEBIAN PACKAGES, HEADER, STATEMENT, LIBS): NAME_LIBS, or an error
AC_DEFUN([PANDECT_REQUIRE], [
_PANDECT_TRY([$1], [$3], [$4], [$5])
AS_IF([test "$pandect_found" = no], [AC_MSG_ERROR([$1 is missing (Debian: $2)])])
AC_SUBST(m4_toupper([$1])[_LIBS], ["$5"])
])

dnl PANDECT_LIBRARY(NAME, DEBIAN PACKAGES, PKG-CONFIG MODULE, [HEADER, STATEMENT, LIBS, [C++]])
dnl By pkg-config; where that does not know it, or MODULE is empty, by linking a program.
AC_DEFUN([PANDECT_LIBRARY], [
m4_pushdef([VAR], m4_toupper([$1]))
pandect_found=no
m4_ifval([$3], [PKG_CHECK_MODULES(VAR, [$3], [pandect_found=yes], [pandect_found=no])])
m4_ifval([$4], [AS_IF([test "$pandect_found" = no], [
	_PANDECT_TRY([$1], [$4], [$5], [$6], [$7])
	VAR[]_CFLAGS= VAR[]_LIBS="$6"])])
AC_SUBST(VAR[_CFLAGS])
AC_SUBST(VAR[_LIBS])
pandect_has_$1=$pandect_found
m4_define([_PANDECT_PACKAGES_$1], [$2])
m4_define([_PANDECT_CALLED_$1], m4_ifval([$3], [[$3]], [[$1]]))
m4_popdef([VAR])
])

AC_DEFUN([PANDECT_PLUGINS_BEGIN], [
AC_ARG_ENABLE([plugins], [AS_HELP_STRING([--enable-plugins=auto|yes|no],
	[what --enable-NAME is for each plugin not named @<:@auto@:>@])], [], [enable_plugins=])
plugins_on= plugins_off= plugins_wanting=
])

dnl PANDECT_PLUGIN(KIND-NAME, LIBRARIES, [DEFAULT]): the conditional PLUGIN_KIND_NAME, and
dnl KIND_NAME_CFLAGS and KIND_NAME_LIBS, which are those of its libraries together.
AC_DEFUN([PANDECT_PLUGIN], [
m4_pushdef([VAR], m4_translit(m4_toupper([$1]), [-], [_]))
AC_ARG_ENABLE([$1],
	[AS_HELP_STRING([--enable-$1], m4_ifval([$2], [[over $2]], [[needs no library]]))],
	[want=$enableval], [want=${enable_plugins:-m4_default([$3], [auto])}])
why= packages= VAR[]_CFLAGS= VAR[]_LIBS=
m4_foreach_w([LIB], [$2], [
	AS_IF([test "$pandect_has_[]LIB" = yes],
		[VAR[]_CFLAGS="$VAR[]_CFLAGS $m4_toupper(LIB)_CFLAGS"
		VAR[]_LIBS="$VAR[]_LIBS $m4_toupper(LIB)_LIBS"],
		[why="${why:+$why, }m4_indir([_PANDECT_CALLED_]LIB)"
		packages="$packages m4_indir([_PANDECT_PACKAGES_]LIB)"])
])
why="$why not found (Debian:$packages)"
AS_CASE([$want:$packages],
	[no:*], [build=no plugins_off="$plugins_off
    $1: switched off"],
	[*:], [build=yes plugins_on="$plugins_on $1"],
	[yes:*], [build=no plugins_wanting="$plugins_wanting
    $1: $why"],
	[build=no plugins_off="$plugins_off
    $1: $why"])
AC_SUBST(VAR[_CFLAGS])
AC_SUBST(VAR[_LIBS])
AM_CONDITIONAL([PLUGIN_]VAR, [test "$build" = yes])
m4_popdef([VAR])
])

AC_DEFUN([PANDECT_PLUGINS_END], [
AS_IF([test -n "$plugins_wanting"],
	[AC_MSG_ERROR([these plugins were asked for and cannot be built:$plugins_wanting])])
])

AC_DEFUN([PANDECT_SUMMARY], [
AS_IF([test -z "$plugins_off"], [plugins_off=" none"])
AS_IF([test "$have_check" = yes], [pandect_tests=yes], [pandect_tests="no (Debian: check)"])
cat <<_EOS

pandect $PACKAGE_VERSION
  prefix: $prefix
  compilers: $CC, $CXX; flags: $CFLAGS
  plugins:
`AS_ECHO(["$plugins_on"]) | fmt -w 76 | sed 's/^ */    /'`
  left out:$plugins_off
  unit tests: $pandect_tests

_EOS
])
