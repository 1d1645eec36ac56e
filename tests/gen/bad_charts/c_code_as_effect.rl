# 7:24: error: C code in a chart: an action is one name
# The same, in the place of an effect.
%%{
    machine c_code_as_effect;

    main := ( start:
        idle: ( ev_go @{ count++; } -> busy ) >~in_idle,
        busy: ( ev_done             -> idle ) >~in_busy
    );
}%%
