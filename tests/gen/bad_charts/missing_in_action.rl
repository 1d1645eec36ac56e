# 7:32: error: state 'idle' lacks its '>~in_idle'
# Without its own action a state may be merged with another.
%%{
    machine missing_in_action;

    main := ( start:
        idle: ( ev_go -> busy ),
        busy: ( ev_done -> idle ) >~in_busy
    );
}%%
