# 9:9: error: no row has 'ev_went'
# What never happens has no business in the chart.
%%{
    machine word_unused;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    #   ev_went  it has gone
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
