# 13:24: error: there is no effect 'sent'; did you mean 'send'?
# Nobody would carry it out.
%%{
    machine word_misspelt_effect;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @sent -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
