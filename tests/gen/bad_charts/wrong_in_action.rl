# 8:37: error: state 'busy' must end in '>~in_busy'
# Copied from the state above, and not corrected.
%%{
    machine wrong_in_action;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_idle
    );
}%%
