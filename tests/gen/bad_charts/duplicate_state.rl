# 9:9: error: state 'busy' is also in line 8
# Two states of one name.
%%{
    machine duplicate_state;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy,
        busy: ( ev_go   -> idle ) >~in_busy
    );
}%%
