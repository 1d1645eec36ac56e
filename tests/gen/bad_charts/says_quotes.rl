# 8:21: error: a sentence is plain ASCII without quotes and backslashes
# It becomes a string of C as it stands.
%%{
    machine says_quotes;

    main := ( start:
        idle: ( ev_go   -> busy ) >~in_idle,
        # says: the "busy" state
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
