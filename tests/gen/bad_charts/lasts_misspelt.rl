# 14:11: error: did you mean '# lasts:'?
# Taken for a remark it would leave the state without a time.
%%{
    machine lasts_misspelt;
    # answers:
    #   ev_done  it has done it
    # wishes:
    #   ev_go    somebody wants it
    # asks:
    #   @send    do it

    main := ( start:
        idle: ( ev_go @send -> busy ) >~in_idle,
        # lats: 30 s
        busy: ( ev_done     -> idle ) >~in_busy
    );
}%%
