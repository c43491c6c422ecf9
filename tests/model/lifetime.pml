/* SPDX-License-Identifier: MIT */
/*
 * The life of a module and of its plugins, as src/registry has it: each critical section of the C
 * code is one atomic step here, and carries the name of the C function that it stands for. Calls
 * into plugins take time: they begin in one step and end in another.
 *
 * Module 0 has the plugins 0 and 1, module 1 has plugin 2. Plugins 0 and 2 have one name, so that
 * they cover and replace each other. A slot is used again once its memory is free.
 *
 *	spin -a FLAGS lifetime.pml && cc -O2 -w -DSAFETY -o pan pan.c && ./pan -m5000000 -w22
 *
 * with the FLAGS of a line of `configurations` or `mutants`; run.sh does it for all, and
 * `run.sh --print` shows the commands. After a fault, ./pan -r -n tells how it came about. FLAGS:
 *
 *	-DM0= -DM1= -DM2=  what each of the threads may do: a sum of the numbers below
 *	-DK=n      Termination: each thread does n operations at most and ends; every thread must end,
 *	           and every count be balanced then. Without it, Safety: threads go on for ever.
 *	-DINSIDE   plugins unregister and clear from inside their own functions, and so do destroy
 *	           functions
 *	-DNESTED   plugins enter plugins
 *	-DFAILING  initialize fails, for good or passingly; a file cannot be loaded
 *	-DGIVING_UP waiting ends by cancelling or by its deadline
 *	-DAGAIN    a pin is entered a second time
 *	-DWEAK     a reference is taken first and pinned later
 *	-DSERIAL=m -DCODE=m  the modules (a mask) that are not concurrent, and that are not from files
 *	-DABSENT=m the modules that are not there at first
 *	-DTWIN     plugin 1 is no plugin of its own but where plugin 0 has its twin (renew)
 *	-DMUTANT=x a fault: the list is below, which property finds which in `mutants`
 *
 * What is checked, everywhere: see `entering`, `shutting_down`, `destroying`, `closing`, `freeing`,
 * `waited`, `looking_up` and `at_rest`.
 *
 * Not in the model: dlopen and libltdl (a step), time (a deadline may pass whenever one waits),
 * priorities (any listed plugin of a name may be the one found), the order in which one thread ends
 * several plugins, memory that runs out.
 */

/* What a thread may do. */
#define CALL         1
#define UNREGISTER   2  /* and return at once */
#define UNREGISTER_W 4  /* and wait */
#define CLEAR        8  /* and return at once */
#define CLEAR_W      16 /* and wait */
#define REGISTER     32 /* from code, replacing or not */
#define SCAN         64 /* the file is new, changed or gone */
#define CLOSE        128
#define RENEW        256

#define N    3 /* registrations */
#define NONE 7

#ifndef SERIAL
#define SERIAL 0
#endif
#ifndef CODE
#define CODE 0
#endif
#ifndef ABSENT
#define ABSENT 0
#endif
#ifndef M2
#define M2 0
#endif

#define MODULE(r) ((r) >> 1)
#define BIT(r)    (1 << (r))
#ifdef TWIN
#define NAME(r)     0
#define N_PLUGINS(m) 1
#else
#define NAME(r)     ((r) & 1)
#define N_PLUGINS(m) (2 - (m))
#endif
#define IS_SERIAL(m) ((SERIAL >> (m)) & 1)
#define IS_CODE(m)   ((CODE >> (m)) & 1)

/* enum instance */
#define REGISTERED   0
#define INITIALIZING 1
#define ACTIVE       2
#define FAILED       3
/* enum membership */
#define GONE         0
#define LISTED       1
#define RETIRING     2
/* enum module_state */
#define MODULE_GONE   0
#define MODULE_KNOWN  1
#define MODULE_LOADED 2

/* struct registration */
byte instance[N], membership[N], pins[N], refs[N];
/* struct module */
byte state[2], count[2];
bit is_busy[2];
/* struct pandect_registry; scan_lock; the module whose plugins the scan has listed last */
bit is_closed, is_scanning;
byte known = NONE;

/* What no C code has, for the properties: what really happened to an instance, whether the code is
 * there, how many calls are inside a plugin, whether a name must be found. */
#define FRESH     0
#define STARTING  1
#define READY     2
#define SHUT      3
#define DESTROYED 4
byte life[N], inside[N];
bit is_there[2], is_served[2];

/* Faults, for -DMUTANT=x. */
#ifndef MUTANT
#define MUTANT 0
#endif
#define PIN_LATE            1  /* pinned after the look-up, not with it */
#define PIN_UNLISTED        2  /* a reference is pinned though it is no longer listed */
#define ENTER_EARLY         3  /* let in before initialize has ended */
#define INITIALIZE_TWICE    4  /* INITIALIZING is set after the test, not with it */
#define ENTER_FAILED        5  /* let in though initialize has failed */
#define SHUT_DOWN_FAILED    6  /* shutdown though initialize has failed */
#define COUNT_UNLOCKED      7  /* the module's count is lowered without the loader's lock */
#define HOLD_ONCE           8  /* one count for all plugins of a module */
#define LOAD_TWICE          9  /* module_load does not look at the state */
#define CLOSE_FIRST         10 /* close before shutdown */
#define DESTROY_FIRST       11 /* destroy before shutdown */
#define TWO_OWNERS          12 /* who retires ends it, though it is pinned */
#define TWO_CLOSES          13 /* a scan closes the module that it replaces */
#define LAST_PIN_LATE       14 /* the last pin is told apart after its unpinning, not with it */
#define LAST_PIN_FORGOTTEN  15 /* only retiring ends, not the last unpinning */
#define RETIRE_LATE         16 /* retired after the look-up, not with it */
#define GONE_EARLY          17 /* said to be GONE before it is ended */
#define WAIT_UNREFERENCED   18 /* who waits holds no reference */
#define WAIT_INSIDE         19 /* waiting from inside a plugin */
#define SCAN_INSIDE         20 /* scanning from inside a plugin */
#define END_INSIDE          21 /* ending while inside another plugin */
#define SERIAL_ENTERS       22 /* a plugin that is not concurrent enters another */
#define INITIALIZE_ENTERS   23 /* a plugin enters another from initialize */
#define SHUT_DOWN_UNLOCKED  24 /* shutdown without the serial lock */
#define SERIAL_KEPT         25 /* a failed initialize keeps the serial lock */
#define REPLACE_IN_TWO      26 /* a scan retires the old, then lists the new */
#define REGISTER_IN_TWO     27 /* so does registering from code */
#define LIST_CLOSED         28 /* registering does not look whether the engine is closed */
#define TWIN_UNCHECKED      29 /* a twin takes the place of one that is not listed */
#define UNMAKE_FORGOTTEN    30 /* a module that could not be listed is not given back */

/* ---- properties ---- */

/* Rules that a thread keeps so that none waits for itself or in a ring. Termination finds the ring
 * where one is broken, so there they are not asserted. */
#ifdef K
#define rule(x) skip
#else
#define rule(x) assert(x)
#endif

/* No call enters a plugin that is not active, nor code that is not there; a serial module has one
 * thread inside. */
inline entering(r)
{
	assert(is_there[MODULE(r)]);
	assert(refs[r] > 0 && life[r] < SHUT);
	assert(!IS_SERIAL(MODULE(r)) || inside[0] + inside[1] == 0 || MODULE(r) == 1);
	assert(!IS_SERIAL(MODULE(r)) || inside[2] == 0 || MODULE(r) == 0);
	rule(n_serial == 0);
	n_serial = n_serial + IS_SERIAL(MODULE(r));
	n_frames++;
	inside[r]++
}

inline leaving(r)
{
	inside[r]--;
	n_frames--;
	n_serial = n_serial - IS_SERIAL(MODULE(r))
}

inline calling(r)
{
	assert(instance[r] == ACTIVE && life[r] == READY);
	assert(pins[r] > 0);
	entering(r)
}

/* Once, by one thread. */
inline starting(r)
{
	assert(life[r] == FRESH);
	entering(r);
	life[r] = STARTING
}

/* Once, if initialize had succeeded, and nobody is inside. */
inline shutting_down(r)
{
	assert(life[r] == READY);
	assert(membership[r] == RETIRING && pins[r] == 0 && inside[r] == 0);
	entering(r);
	life[r] = SHUT
}

/* Once, after shutdown. */
inline destroying(r)
{
	assert(life[r] == SHUT || life[r] == FRESH);
	assert(membership[r] == RETIRING && pins[r] == 0 && inside[r] == 0);
	life[r] = DESTROYED
}

/* Once, after every destroy, and never under a frame. */
inline closing(m)
{
	assert(is_there[m]);
	if
	:: m == 0 ->
		assert(inside[0] + inside[1] == 0);
		assert(refs[0] == 0 || life[0] == DESTROYED);
		assert(refs[1] == 0 || life[1] == DESTROYED)
	:: else ->
		assert(inside[2] == 0);
		assert(refs[2] == 0 || life[2] == DESTROYED)
	fi;
	is_there[m] = 0
}

/* The memory of a registration goes when it has come to its end. */
inline freeing(r)
{
	assert(membership[r] == GONE && life[r] == DESTROYED);
	assert(pins[r] == 0 && inside[r] == 0);
	instance[r] = REGISTERED;
	life[r] = FRESH
}

/* Who has waited finds that it has ended. */
inline waited(r)
{
	assert(refs[r] > 0 && life[r] == DESTROYED)
}

/* A name that nobody gave up is found. */
inline looking_up(name)
{
	assert(!is_served[name])
}

#define BALANCED(r) (membership[r] == LISTED -> \
	pins[r] == 1 && refs[r] == 1 : pins[r] + refs[r] == 0)
inline at_rest()
{
	assert(BALANCED(0) && BALANCED(1) && BALANCED(2));
	assert(inside[0] + inside[1] + inside[2] == 0);
	assert(!is_busy[0] && !is_busy[1] && !is_scanning);
	assert(count[0] == (membership[0] == LISTED) + (membership[1] == LISTED));
	assert(count[1] == (membership[2] == LISTED));
	assert((state[0] == MODULE_GONE) == (count[0] == 0));
	assert((state[1] == MODULE_GONE) == (count[1] == 0));
	assert(is_there[0] == (state[0] == MODULE_LOADED));
	assert(is_there[1] == (state[1] == MODULE_LOADED));
	assert(!is_closed || count[0] + count[1] == 0)
}

/* ---- parts of critical sections ---- */

#define IS_LISTED(name) \
	(membership[0] == LISTED && NAME(0) == name || \
		membership[1] == LISTED && NAME(1) == name || \
		membership[2] == LISTED && NAME(2) == name)

/* After what is meant as one transaction. */
inline now_served()
{
	is_served[0] = IS_LISTED(0);
	is_served[1] = IS_LISTED(1)
}

/* registry_find_serving: any one. */
inline find(ret)
{
	if
	:: membership[0] == LISTED -> ret = 0
	:: membership[1] == LISTED -> ret = 1
	:: membership[2] == LISTED -> ret = 2
	:: !IS_LISTED(0) -> looking_up(0); ret = NONE
	:: !IS_LISTED(1) -> looking_up(1); ret = NONE
	fi
}

inline pin(r)
{
	if
	:: r != NONE -> pins[r]++; refs[r]++
	:: else
	fi
}

/* registry_retire: LISTED → RETIRING. What nobody has pinned is put off (frame_put_off). */
inline retire(r)
{
	assert(membership[r] == LISTED && refs[r] > 0 && pins[r] > 0);
	membership[r] = RETIRING;
	pins[r]--;
	if
	:: pins[r] == 0 || MUTANT == TWO_OWNERS -> ending = ending | BIT(r)
	:: else -> refs[r]--
	fi
}

inline retire_if_listed(r)
{
	if
	:: membership[r] == LISTED -> retire(r)
	:: else
	fi
}

/* registry_serving */
inline ref(r)
{
	if
	:: r != NONE -> refs[r]++
	:: else
	fi
}

/* registration_unref */
inline unref(r)
{
	assert(refs[r] > 0);
	refs[r]--;
	if
	:: refs[r] == 0 -> freeing(r)
	:: else
	fi
}

/* registry_pin_again: itself while it is listed, else its successor; the reference goes. */
inline pin_again(r)
{
	if
	:: r == NONE
	:: r != NONE && (membership[r] == LISTED || MUTANT == PIN_UNLISTED) -> pins[r]++
	:: else ->
		b = r;
		if
		:: membership[0] == LISTED && NAME(0) == NAME(b) -> r = 0
		:: membership[1] == LISTED && NAME(1) == NAME(b) -> r = 1
		:: membership[2] == LISTED && NAME(2) == NAME(b) -> r = 2
		:: else -> looking_up(NAME(b)); r = NONE
		fi;
		pin(r);
		unref(b);
		b = NONE
	fi
}

/* registration_unpin: the last one puts it off, with the reference. */
inline unpin(r)
{
	assert(refs[r] > 0 && pins[r] > 0);
	pins[r]--;
	if
	:: pins[r] == 0 && MUTANT != LAST_PIN_FORGOTTEN -> ending = ending | BIT(r)
	:: else -> unref(r)
	fi
}

/* serial_lock waits for this. */
#define IS_FREE(r) (!IS_SERIAL(MODULE(r)) || !is_busy[MODULE(r)])

inline serial_lock(r)
{
	is_busy[MODULE(r)] = IS_SERIAL(MODULE(r))
}

inline serial_unlock(r)
{
	is_busy[MODULE(r)] = 0
}

/* module_release: the last count closes. Under the loader's lock. */
inline release(m)
{
	assert(count[m] > 0);
	count[m]--;
	if
	:: count[m] == 0 ->
		if
		:: state[m] == MODULE_LOADED -> closing(m)
		:: else
		fi;
		state[m] = MODULE_GONE
	:: else
	fi
}

inline enlist_one(r)
{
	assert(refs[r] == 0 && life[r] == FRESH && instance[r] == REGISTERED);
	membership[r] = LISTED;
	pins[r] = 1;
	refs[r] = 1
}

inline enlist(m)
{
	if
	:: m == 0 ->
		enlist_one(0);
		if
		:: N_PLUGINS(0) == 2 -> enlist_one(1)
		:: else
		fi
	:: else -> enlist_one(2)
	fi
}

inline retire_module(m)
{
	if
	:: m == 0 -> retire_if_listed(0); retire_if_listed(1)
	:: m == 1 -> retire_if_listed(2)
	:: else
	fi
}

/* ---- plugins: what they do from inside, which is to give plugins up at once ---- */

inline inside_plugin()
{
#ifdef INSIDE
	atomic {
		if
		:: true
		:: membership[0] == LISTED -> retire(0)
		:: membership[1] == LISTED -> retire(1)
		:: membership[2] == LISTED -> retire(2)
		fi;
		now_served()
	}
#else
	skip
#endif
#if MUTANT == WAIT_INSIDE
	if
	:: atomic { membership[1] == LISTED -> refs[1]++; retire(1); now_served() };
	   atomic { membership[1] == GONE -> rule(n_frames == 0); waited(1); unref(1) }
	:: skip
	fi
#elif MUTANT == SCAN_INSIDE
	if
	:: atomic { !is_scanning -> rule(n_frames == 0) }
	:: !is_scanning
	fi
#endif
}

/* ---- ending: frame_settle and registration_finish ---- */

#define WAS_INITIALIZED(r) \
	(instance[r] == ACTIVE || MUTANT == SHUT_DOWN_FAILED && instance[r] == FAILED)

inline shut_down(r)
{
	if
	:: atomic {
		WAS_INITIALIZED(r) && (IS_FREE(r) || MUTANT == SHUT_DOWN_UNLOCKED) ->
		serial_lock(r);
		shutting_down(r)
	   };
	   inside_plugin();
	   atomic { leaving(r); serial_unlock(r) }
	:: !WAS_INITIALIZED(r)
	fi
}

inline finish(r)
{
#if MUTANT == CLOSE_FIRST
	atomic { release(MODULE(r)) };
#elif MUTANT == DESTROY_FIRST
	atomic { destroying(r) };
#elif MUTANT == GONE_EARLY
	atomic { membership[r] = GONE };
#endif
	shut_down(r);
#if MUTANT != DESTROY_FIRST
	atomic { destroying(r); n_frames++ };
	inside_plugin(); /* that is, the destroy function */
	n_frames--;
#endif
#if MUTANT == COUNT_UNLOCKED
	m = count[MODULE(r)];
	atomic {
		count[MODULE(r)] = m - 1;
		m = NONE;
		if
		:: count[MODULE(r)] == 0 -> count[MODULE(r)] = 1; release(MODULE(r))
		:: else
		fi
	};
#elif MUTANT != CLOSE_FIRST
	atomic { release(MODULE(r)) };
#endif
	atomic { membership[r] = GONE; unref(r); r = NONE }
}

/* Only where the thread is outside of every plugin. */
inline settle()
{
	do
	:: atomic {
		ending != 0 ->
		rule(n_frames == 0);
		if
		:: ending & 1 -> r = 0
		:: else ->
			if
			:: ending & 2 -> r = 1
			:: else -> r = 2
			fi
		fi;
		ending = ending & ~BIT(r)
	   };
	   finish(r)
	:: ending == 0 -> break
	od
}

/* ---- entering: registration_enter ---- */

/* INITIALIZING → ACTIVE | FAILED | REGISTERED. Entered when ACTIVE. */
inline initialize(p)
{
	if
	:: atomic { /* module_load */
		assert(count[MODULE(p)] > 0 && state[MODULE(p)] != MODULE_GONE);
		if
		:: state[MODULE(p)] == MODULE_KNOWN || MUTANT == LOAD_TWICE ->
			assert(!is_there[MODULE(p)]);
			state[MODULE(p)] = MODULE_LOADED;
			is_there[MODULE(p)] = 1
		:: else
		fi
	   };
	   if
	   :: atomic { IS_FREE(p) -> serial_lock(p); starting(p) };
	      inside_plugin();
#if MUTANT == INITIALIZE_ENTERS
	      instance[p] != INITIALIZING; /* as a call of itself would wait */
#endif
	      atomic { /* initialized, with the lock held until the call is let in */
		leaving(p);
		serial_unlock(p);
		if
		:: instance[p] = ACTIVE; life[p] = READY;
		   serial_lock(p); calling(p); ok = 1
#ifdef FAILING
		:: instance[p] = FAILED; life[p] = FRESH;
		   is_busy[MODULE(p)] = (MUTANT == SERIAL_KEPT -> IS_SERIAL(MODULE(p)) : 0)
		:: instance[p] = REGISTERED; life[p] = FRESH
#endif
		fi
	      }
#ifdef GIVING_UP
	   :: atomic { !IS_FREE(p) -> instance[p] = REGISTERED }
#endif
	   fi
#ifdef FAILING
	:: atomic {
		state[MODULE(p)] == MODULE_KNOWN ->
		if
		:: instance[p] = FAILED
		:: instance[p] = REGISTERED
		fi
	   }
#endif
	fi
}

/* become_active, serial_lock, frame_push. ok: entered. */
inline enter(p)
{
	if
	:: atomic { instance[p] == ACTIVE && IS_FREE(p) -> serial_lock(p); calling(p); ok = 1 }
	:: atomic { instance[p] == FAILED -> assert(refs[p] > 0) }
#if MUTANT == ENTER_EARLY
	:: atomic { instance[p] == INITIALIZING && IS_FREE(p) -> calling(p); ok = 1 }
#elif MUTANT == ENTER_FAILED
	:: atomic { instance[p] == FAILED && IS_FREE(p) -> calling(p); ok = 1 }
#endif
#if MUTANT == INITIALIZE_TWICE
	:: instance[p] == REGISTERED; instance[p] = INITIALIZING;
#else
	:: atomic { instance[p] == REGISTERED -> assert(refs[p] > 0); instance[p] = INITIALIZING };
#endif
	   initialize(p)
#ifdef GIVING_UP
	:: instance[p] == INITIALIZING || !IS_FREE(p)
#endif
	fi
}

/* Nothing is between leaving and unpinning that another thread could see. */
#if defined(AGAIN) || MUTANT == LAST_PIN_LATE
#define LEAVES_AT_ONCE(p) 0
#else
#define LEAVES_AT_ONCE(p) (!IS_SERIAL(MODULE(p)))
#endif

/* registration_leave without its frame_settle */
inline leave(p)
{
	leaving(p);
	serial_unlock(p);
	ok = 0
}

/* ---- operations ---- */

#ifdef K
#define MAY(operation) ((mask & operation) && left > 0)
#define SPEND left--
#else
#define MAY(operation) (mask & operation)
#define SPEND skip
#endif

/* A call from inside another. */
inline call_nested()
{
	atomic { find(b); pin(b) };
	if
	:: b != NONE ->
		enter(b);
		if
		:: ok ->
			inside_plugin();
			if
			:: IS_SERIAL(MODULE(b)) -> atomic { leave(b) }; atomic { unpin(b); b = NONE }
			:: else -> atomic { leave(b); unpin(b); b = NONE }
			fi
		:: else -> atomic { unpin(b); b = NONE }
		fi;
#if MUTANT == END_INSIDE
		settle()
#endif
	:: else
	fi
}

inline call()
{
	do
	:: enter(a);
	   if
	   :: ok ->
		if
		:: inside_plugin()
#ifdef NESTED
		/* frame_is_serial: who holds a serial lock enters no other plugin */
		:: !IS_SERIAL(MODULE(a)) || MUTANT == SERIAL_ENTERS -> ok = 0; call_nested()
#endif
		fi;
#if MUTANT == END_INSIDE
		settle();
#endif
		atomic {
			leave(a);
			if
			:: ending == 0 && LEAVES_AT_ONCE(a) -> unpin(a); a = NONE
			:: else
			fi
		}
	   :: else
	   fi;
	   settle();
	   if
	   :: a == NONE -> break
#if MUTANT == LAST_PIN_LATE
	   :: atomic { a != NONE -> pins[a]-- };
	      atomic { pins[a]++; unpin(a); a = NONE };
	      settle();
	      break
#else
	   :: atomic { a != NONE -> unpin(a); a = NONE }; settle(); break
#endif
#ifdef AGAIN
	   :: a != NONE
#endif
	   fi
	od
}

inline wait_gone(r)
{
	if
	:: atomic { membership[r] == GONE -> rule(n_frames == 0); waited(r); unref(r); r = NONE }
#ifdef GIVING_UP
	:: atomic { membership[r] != GONE -> unref(r); r = NONE }
#endif
	fi
}

inline unregister()
{
	if
	:: a != NONE -> settle(); wait_gone(a)
	:: else -> settle()
	fi
}

inline clear_one(r, waits)
{
	if
	:: membership[r] == LISTED ->
		refs[r] = refs[r] + waits;
		mine = mine | (waits << r);
		retire(r)
	:: else
	fi
}

inline clear_all(waits)
{
	clear_one(0, waits);
	clear_one(1, waits);
	clear_one(2, waits);
	now_served()
}

/* registry_retire_all */
inline clear()
{
	settle();
	do
	:: atomic {
		mine != 0 ->
		if
		:: mine & 1 -> a = 0
		:: else ->
			if
			:: mine & 2 -> a = 1
			:: else -> a = 2
			fi
		fi;
		mine = mine & ~BIT(a)
	   };
	   wait_gone(a)
	:: mine == 0 -> break
	od
}

#define CAN_MAKE(m) (state[m] == MODULE_GONE && count[m] == 0 && \
	(m == 0 -> refs[0] + refs[1] == 0 : refs[2] == 0))

/* module_new or module_examine; registration_new and module_hold for each. Only this thread knows
 * of them. */
inline make(m)
{
	if
	:: IS_CODE(m) -> state[m] = MODULE_LOADED; assert(!is_there[m]); is_there[m] = 1
	:: else -> state[m] = MODULE_KNOWN; assert(!is_there[m])
	fi;
	count[m] = (MUTANT == HOLD_ONCE -> 1 : N_PLUGINS(m))
}

/* What registry_swap could not list. */
inline unmake(m)
{
	count[m] = 1;
	release(m)
}

/* Code's own of the same name. */
inline retire_former(m)
{
	if
	:: m == 0 && IS_CODE(1) && membership[2] == LISTED -> retire(2)
	:: m == 1 && IS_CODE(0) && membership[0] == LISTED -> retire(0)
	:: m == 1 && IS_CODE(0) && NAME(1) == 0 && membership[1] == LISTED -> retire(1)
	:: else
	fi
}

#define IS_TAKEN(m) (m == 0 && IS_CODE(1) && membership[2] == LISTED || \
	m == 1 && IS_CODE(0) && membership[0] == LISTED || \
	m == 1 && IS_CODE(0) && membership[1] == LISTED && NAME(1) == 0)

#define IS_CLOSED (is_closed && MUTANT != LIST_CLOSED)

/* pandect_registry_register, pandect_registry_add_module, after make; registry_swap. */
inline register()
{
	if
	:: m != NONE ->
#if MUTANT == REGISTER_IN_TWO
		atomic { retire_former(m) };
#endif
		atomic {
			if
			:: IS_CLOSED || IS_TAKEN(m) -> ok = 1 /* INVALID, EXISTS */
			:: !IS_CLOSED -> retire_former(m); enlist(m); now_served()
			fi
		};
		if
#if MUTANT != UNMAKE_FORGOTTEN
		:: ok -> atomic { unmake(m); ok = 0; m = NONE }
#endif
		:: else -> m = NONE
		fi;
		settle()
	:: else
	fi
}

/* take_in and retire_unseen, of one file; registry_swap with a module to retire. */
inline scan()
{
#if MUTANT == REPLACE_IN_TWO
	atomic {
		if
		:: !is_closed -> retire_module(known); known = NONE
		:: else
		fi
	};
#endif
	atomic {
		if
		:: is_closed -> ok = 1
		:: else ->
			if
			:: m != NONE -> enlist(m)
			:: else
			fi;
			retire_module(known);
#if MUTANT == TWO_CLOSES
			if
			:: known != NONE && state[known] == MODULE_LOADED -> closing(known)
			:: else
			fi;
#endif
			known = m;
			now_served()
		fi
	};
	if
	:: ok && m != NONE -> atomic { unmake(m); ok = 0; m = NONE }
	:: else -> atomic { ok = 0; m = NONE }
	fi;
	settle();
	is_scanning = 0
}

inline close()
{
	atomic { clear_all(0) };
	settle();
	if
	:: atomic {
		refs[0] + refs[1] + refs[2] == 0 ->
		assert((IS_CODE(0) || !is_there[0]) && (IS_CODE(1) || !is_there[1]))
	   }
#ifdef GIVING_UP
	:: refs[0] + refs[1] + refs[2] != 0
#endif
	fi
}

/* registry_renew, after its pin. Plugins 0 and 1 are the twins. */
inline renew()
{
	if
	:: a < 2 ->
		atomic {
			ok = (instance[a] == ACTIVE || instance[a] == INITIALIZING);
			if
			:: instance[a] == FAILED -> instance[a] = REGISTERED
			:: else
			fi
		};
		if
		:: atomic { /* twin_of */
			ok && refs[1 - a] + pins[1 - a] == 0 ->
			assert(count[0] > 0);
			count[0]++;
			pins[1 - a] = 1
		   };
		   atomic { /* put_in_place */
			if
			:: !is_closed && (membership[a] == LISTED || MUTANT == TWIN_UNCHECKED) ->
				b = 1 - a;
				retire(a);
				enlist_one(b);
				now_served();
				ok = 0;
				b = NONE
			:: else
			fi
		   };
		   if
		   :: ok -> atomic { release(0); pins[1 - a] = 0; ok = 0 }
		   :: else
		   fi;
		   settle()
		:: !(ok && refs[1 - a] + pins[1 - a] == 0) -> ok = 0
		fi
	:: else
	fi;
	if
	:: a != NONE -> atomic { unpin(a); a = NONE }; settle()
	:: else
	fi
}

/* ---- threads ---- */

#define EVERY (M0 | M1 | M2)

proctype thread(short mask)
{
	byte a = NONE, b = NONE, r = NONE, m = NONE, ending = 0, mine = 0, n_frames = 0, n_serial = 0;
	bit ok = 0;
#ifdef K
	byte left = K;
#endif

	do
#if EVERY & CALL
#ifdef WEAK
	:: atomic { MAY(CALL) -> SPEND; find(a); ref(a) };
	   atomic { pin_again(a) };
#elif MUTANT == PIN_LATE
	:: atomic { MAY(CALL) -> SPEND; find(a) };
	   atomic { pin(a) };
#else
	:: atomic { MAY(CALL) -> SPEND; find(a); pin(a) };
#endif
	   if
	   :: a != NONE -> call()
	   :: else
	   fi
#endif
#if EVERY & UNREGISTER
	:: atomic {
		MAY(UNREGISTER) -> SPEND;
		find(a)
#if MUTANT == RETIRE_LATE
	   };
	   atomic {
#else
		;
#endif
		if
		:: a != NONE -> retire(a); a = NONE; now_served()
		:: else
		fi
	   };
	   settle()
#endif
#if EVERY & UNREGISTER_W
	:: atomic {
		MAY(UNREGISTER_W) -> SPEND;
		find(a);
		if
		:: a != NONE -> refs[a] = refs[a] + (MUTANT != WAIT_UNREFERENCED); retire(a); now_served()
		:: else
		fi
	   };
	   unregister()
#endif
#if EVERY & CLEAR
	:: atomic { MAY(CLEAR) -> SPEND; clear_all(0) };
	   settle()
#endif
#if EVERY & CLEAR_W
	:: atomic { MAY(CLEAR_W) -> SPEND; clear_all(1) };
	   clear()
#endif
#if EVERY & REGISTER
	:: atomic {
		MAY(REGISTER) -> SPEND;
		if
		:: IS_CODE(0) && CAN_MAKE(0) -> m = 0; make(0)
		:: IS_CODE(1) && CAN_MAKE(1) -> m = 1; make(1)
		:: else
		fi
	   };
	   register()
#endif
#if EVERY & SCAN
	:: atomic {
		MAY(SCAN) && !is_scanning -> SPEND;
		is_scanning = 1;
		if
		:: known != NONE && state[known] == MODULE_GONE -> known = NONE
		:: else
		fi;
		if
		:: !IS_CODE(0) && CAN_MAKE(0) -> m = 0; make(0)
		:: !IS_CODE(1) && CAN_MAKE(1) -> m = 1; make(1)
		:: m = NONE
		fi
	   };
	   scan()
#endif
#if EVERY & CLOSE
	:: atomic { MAY(CLOSE) -> SPEND; is_closed = 1 };
	   close()
#endif
#if EVERY & RENEW
	:: atomic { MAY(RENEW) -> SPEND; find(a); pin(a) };
	   renew()
#endif
#ifdef K
	:: left == 0 -> break
#endif
	od
}

inline begin(m)
{
	if
	:: (ABSENT >> m) & 1
	:: else ->
		make(m);
		enlist(m);
		if
		:: IS_CODE(m)
		:: else -> known = m
		fi
	fi
}

init
{
	atomic {
		begin(0);
		begin(1);
		now_served();
		run thread(M0);
		run thread(M1);
		if
		:: M2 != 0 -> run thread(M2)
		:: else
		fi
	}
#ifdef K
	_nr_pr == 1;
	at_rest()
#endif
}
