# 14:18: error: state 'busy' has no row for the end of its time
# The time would pass and nothing would happen.
%%{
    machine lasts_without_row;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        # lasts: 30 s
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
