# 5:7: error: did you mean '# answers:'?
# Taken for a remark it would leave its words without a kind.
%%{
    machine kind_misspelt;
    # answer:
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
