# 11:16: error: 'ev_go' is no answer: it needs no bound
# A wish does not come from itself.
%%{
    machine bound_of_a_wish;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it
    # bounded: ev_go: once

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
