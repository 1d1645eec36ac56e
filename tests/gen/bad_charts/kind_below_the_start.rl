# 14:11: error: words are declared above the first state
# There it would be taken for a remark.
%%{
    machine kind_below_the_start;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        # time:
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
