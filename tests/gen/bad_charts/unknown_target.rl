# 7:32: error: there is no state 'bussy'; did you mean 'busy'?
# An arrow to a name that is misspelled.
%%{
    machine unknown_target;

    main := ( start:
        idle: ( ev_go @send -> bussy ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
