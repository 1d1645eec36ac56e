# 5:13: error: expected '# lint: every state but STATE takes ev_EVENT -> STATE'
# A rule that cannot be understood must not be taken for a remark.
%%{
    machine demand_malformed;
    # lint: all states take ev_go -> idle

    main := ( start:
        idle: ( ev_go   -> idle ) >~in_idle
    );
}%%
