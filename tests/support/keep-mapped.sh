# SPDX-License-Identifier: MIT
# keep-mapped.sh LIBRARY "EXCEPTIONS" COMMAND...: runs a test under AddressSanitizer with LIBRARY
# preloaded, so that modules stay mapped; one of EXCEPTIONS without it and not looking for leaks.
library=$1 exceptions=$2
shift 2
# A test that expects a signal must get it, not the sanitizer's report.
options=handle_segv=0:handle_sigbus=0:$ASAN_OPTIONS
case " $exceptions " in
*" ${1#./} "*)
	exec env ASAN_OPTIONS="detect_leaks=0:$options" "$@"
	;;
*)
	exec env LD_PRELOAD="$library" ASAN_OPTIONS="verify_asan_link_order=0:$options" "$@"
	;;
esac
