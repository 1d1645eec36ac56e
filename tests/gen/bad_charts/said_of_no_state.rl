# 5:13: error: this is said of a state, above its name
# Above the chart there is no state yet.
%%{
    machine said_of_no_state;
    # says: hello
    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
