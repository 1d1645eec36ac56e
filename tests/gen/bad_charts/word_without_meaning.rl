# 8:9: error: the meaning of 'ev_go' is missing
# The word is there for people.
%%{
    machine word_without_meaning;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
