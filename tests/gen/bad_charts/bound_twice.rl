# 12:16: error: 'ev_done' is also in line 11
# One of the reasons is out of date.
%%{
    machine bound_twice;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it
    # bounded: ev_done: once
    # bounded: ev_done: twice

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
