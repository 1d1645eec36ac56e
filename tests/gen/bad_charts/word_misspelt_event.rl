# 14:17: error: there is no event 'ev_dnoe'; did you mean 'ev_done'?
# It would never happen, and the state would wait for ever.
%%{
    machine word_misspelt_event;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_dnoe     -> idle ) >~in_busy
    );
}%%
