# 7:29: error: a row has at most one effect
# What needs two effects is two states, or one effect with a better name.
%%{
    machine two_effects;

    main := ( start:
        idle: ( ev_go @send @log -> busy ) >~in_idle,
        busy: ( ev_done          -> idle ) >~in_busy
    );
}%%
