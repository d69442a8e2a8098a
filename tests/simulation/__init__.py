"""A simulation of time and chance: whole worlds of processes, players and disasters, from seeds.

    python -m tests.simulation --seeds 0 500     all of these, on all cores
    python -m tests.simulation --seeds 77 78     one, with its trace if it breaks
    python -m tests.simulation --planted         how many seeds it takes to find planted faults

Real, and unchanged, is all of production from the consumers inwards: `GameConsumer`, `FeedConsumer`
and `HouseWordsConsumer` with their send queues, the hubs, the listener and its ticks, `notify`, the
store, the journal and its SQL, timers, and all that rooms and house words do in the database. Each
process has an event loop of its own, and so its own singletons (`scheduler`).

Simulated are: the clocks, wall clocks with a skew (`world`); which process runs next, and when
anything arrives (`scheduler`); the threads, whose statements are executed on SQLite in turns that
chance gives, with refusals, lost answers and deaths between any two (`database`); the channel
layer, and the sockets of browsers (`network`); the processes, which are held up, stopped and killed
(`process`); the people at their pages, as static/js/net comes back and repeats (`people`, `pages`);
bots, who play anything. Chance that production asks for (deals, ticks, marks) is the seed's, too.

Not covered: the pages' HTML (forms call what the views call), sessions, the servers, PostgreSQL's
statements and row locks (a writer locks all of SQLite), channels_redis, the browser's own code.
Real servers are for these: tests/server, tests/faults and tests/browser.

What must hold is in `ledger`, checked at every commit and every frame, and in `World`, checked when
the storm is over: nothing acknowledged is lost, the log has no gap and no double and can have
happened, nothing is shown that is not in it, nobody is passed for too early, chat has no hole; then
nobody waits for ever, and all see the same. The simulation counts only because it finds what is
planted (`planted`).
"""
