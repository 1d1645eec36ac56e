# 5:9: error: the kind of 'ev_done' is missing above it, such as '# answers:'
# Does it come from the modem, or when time has passed?
%%{
    machine word_without_kind;
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
