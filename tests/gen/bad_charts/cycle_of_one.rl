# 16:17: error: a cycle in which no state waits: busy --more--> busy
# The same request again and again.
%%{
    machine cycle_of_one;
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
              | ev_more @send -> busy ) >~in_busy
    );
}%%
