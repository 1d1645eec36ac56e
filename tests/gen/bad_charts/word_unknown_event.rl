# 14:17: error: there is no event 'ev_finished'
# No declared word is like it.
%%{
    machine word_unknown_event;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_finished -> idle ) >~in_busy
    );
}%%
