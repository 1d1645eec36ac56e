# 9:23: error: state 'idle' takes 'ev_go' in line 8 already
# The same event twice in one state: Ragel would quietly take one of them, or
# both.
%%{
    machine ambiguous_row;

    main := ( start:
        idle: ( ev_go   @send -> busy
              |       ev_go   -> idle ) >~in_idle,
        busy: ( ev_done       -> idle ) >~in_busy
    );
}%%
