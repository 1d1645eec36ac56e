# lamp: a small chart with one of everything: groups, remarks, a demanded row,
# rows that stay, rows that return.
%%{
    machine lamp;
    # lint: every state but unplugged takes ev_unplugged -> unplugged

    main := ( start:
        unplugged: ( ev_plugged                  -> dark ) >~in_unplugged,

        # group: in use
        dark:      ( ev_pressed   @switch_on     -> lit
                   | ev_unplugged                -> unplugged ) >~in_dark,

        # a very long press dims
        lit:       ( ev_pressed   @switch_off    -> dark
                   | ev_held      @dim           -> lit
                   | ev_unplugged                -> unplugged ) >~in_lit
    );
}%%
