# 9:9: error: no path leads to state 'island'
# Arrows lead out of the island, and to itself, but none leads there.
%%{
    machine unreachable_state;

    main := ( start:
        idle:   ( ev_go   -> busy ) >~in_idle,
        busy:   ( ev_done -> idle ) >~in_busy,
        island: ( ev_go   -> island
                | ev_done -> idle ) >~in_island
    );
}%%
