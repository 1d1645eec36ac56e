# 6:9: error: '# asks:' is for effects
# An event is no effect.
%%{
    machine word_of_wrong_kind;
    # asks:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
