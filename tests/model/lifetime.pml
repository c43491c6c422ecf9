/* SPDX-License-Identifier: MIT */
/*
 * The life of a module and of its plugins, as src/registry has it: each critical section of the C
 * code is one atomic step here, and carries the name of the C function that it stands for. Calls
 * into plugins take time: they begin in one step and end in another.
 *
 * Module 0 has the plugins 0 and 1, module 1 has plugin 2. Plugins 0 and 2 have one name, so that
 * they cover and replace each other. A slot is used again once its memory is free.
 *
 *	spin -a FLAGS lifetime.pml && cc -O2 -DSAFETY -DNOCOMP -o pan pan.c && ./pan -m1000000
 *
 * with the FLAGS of a line of `configurations` or `mutants`; run.sh does it for all, and
 * `run.sh --print` shows the commands. FLAGS:
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
 *	-DMUTANT_x a fault; see `mutants`
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

/* ---- properties ---- */

/* No call enters a plugin that is not active, nor code that is not there; a serial module has one
 * thread inside. */
inline entering(r)
{
	assert(is_there[MODULE(r)]);
	assert(refs[r] > 0 && life[r] < SHUT);
	assert(!IS_SERIAL(MODULE(r)) || inside[0] + inside[1] == 0 || MODULE(r) == 1);
	assert(!IS_SERIAL(MODULE(r)) || inside[2] == 0 || MODULE(r) == 0);
	inside[r]++
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

#define BALANCED(r) (membership[r] == LISTED -> pins[r] == 1 && refs[r] == 1 : refs[r] == 0)
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
	(membership[0] == LISTED && NAME(0) == name || membership[1] == LISTED && NAME(1) == name || \
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
	:: pins[r] == 0 -> ending = ending | BIT(r)
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

/* registration_unpin: the last one puts it off, with the reference. */
inline unpin(r)
{
	assert(refs[r] > 0 && pins[r] > 0);
	pins[r]--;
	if
	:: pins[r] == 0 -> ending = ending | BIT(r)
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
#endif
}

/* ---- ending: frame_settle and registration_finish ---- */

inline finish(r)
{
	/* shut_down */
	if
	:: atomic {
		instance[r] == ACTIVE && IS_FREE(r) ->
		serial_lock(r);
		shutting_down(r)
	   };
	   inside_plugin();
	   atomic {
		inside[r]--;
		serial_unlock(r)
	   }
	:: instance[r] != ACTIVE
	fi;
	atomic { destroying(r) };
	inside_plugin(); /* the destroy function */
	atomic { release(MODULE(r)) };
	atomic { membership[r] = GONE; unref(r); r = NONE }
}

/* Only where the thread is outside of every plugin. */
inline settle()
{
	do
	:: atomic {
		ending != 0 ->
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
		:: state[MODULE(p)] == MODULE_KNOWN ->
			assert(!is_there[MODULE(p)]);
			state[MODULE(p)] = MODULE_LOADED;
			is_there[MODULE(p)] = 1
		:: else
		fi
	   };
	   if
	   :: atomic { IS_FREE(p) -> serial_lock(p); starting(p) };
	      inside_plugin();
	      atomic { /* initialized, with the lock held until the call is let in */
		inside[p]--;
		serial_unlock(p);
		if
		:: instance[p] = ACTIVE; life[p] = READY;
		   serial_lock(p); calling(p); ok = 1
#ifdef FAILING
		:: instance[p] = FAILED; life[p] = FRESH
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
	:: atomic { instance[p] == REGISTERED -> assert(refs[p] > 0); instance[p] = INITIALIZING };
	   initialize(p)
#ifdef GIVING_UP
	:: instance[p] == INITIALIZING || !IS_FREE(p)
#endif
	fi
}

/* registration_leave without its frame_settle */
inline leave(p)
{
	inside[p]--;
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

/* A call from inside a: registry_pin, registration_enter, registration_leave, registration_unpin. */
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
		fi
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
		/* frame_is_serial: nobody who holds a serial lock enters another plugin */
		:: !IS_SERIAL(MODULE(a)) -> ok = 0; call_nested()
#endif
		fi;
		atomic { leave(a) };
	   :: else
	   fi;
	   settle();
	   break
#ifdef AGAIN
	:: break
#endif
	od;
	atomic { unpin(a); a = NONE };
	settle()
}
