# 16:17: error: a cycle in which no state waits: busy --more--> more --done--> busy
# As fast as the modem answers, for ever.
%%{
    machine cycle;
    # answers:
    #   ev_done  it has done it
    #   ev_more  there is more to do
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go   @send -> busy ) >~in_idle,
        busy: ( ev_done       -> idle
              | ev_more @send -> more ) >~in_busy,
        more: ( ev_done @send -> busy ) >~in_more
    );
}%%
