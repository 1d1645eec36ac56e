# 9:9: error: 'ev_done' is also in line 6
# Of which kind is it?
%%{
    machine word_twice;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    #   ev_done  it has been done
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
