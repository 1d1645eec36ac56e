# 11:10: error: no row has 'stop'
# An effect that was renamed in the rows only.
%%{
    machine word_unused_effect;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it
    #   @stop    stop it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
