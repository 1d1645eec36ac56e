# 11:16: error: there is no event 'ev_don'; did you mean 'ev_done'?
# The bound would bind nothing.
%%{
    machine bound_of_no_event;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it
    # bounded: ev_don: once

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
