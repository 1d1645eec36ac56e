# 11:16: error: expected '# bounded: ev_EVENT: why it comes only so often'
# Without a reason nobody can check it.
%%{
    machine bound_without_reason;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it
    # bounded: ev_done

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
