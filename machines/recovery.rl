# recovery: what is done about a modem that worked, or should work, and does
# not.  One rung after the other, each stronger than the one before; between two
# of them the other machines have their time, and a count has to be passed
# again.  A rung that the configuration leaves out, or that is of no use against
# this trouble, is passed at once.  What the network refuses with a cause, and a
# network that is not there, is no trouble of the modem: it raises nothing
# here.
%%{
    machine recovery;

    # machines:
    #   ev_ask      data does not come back, or the modem was silent once
    #   ev_trouble  the count of a trouble is passed, or this rung was of no use
    #   ev_hung     several answers in a row did not come
    #   ev_mute     the control chart has the port reset
    #   ev_well     what is wanted stands, and has stood for a while
    #   ev_gone     the modem was unplugged, or it or the ladder is not wanted
    # time:
    #   ev_retry    the rest is over
    # does:
    #   @ask             ask the modem how it is
    #   @renew_session   deactivate the session, and activate it again
    #   @cycle_radio     switch the radio off, and on again
    #   @reopen_channel  close the control channel, and open it again
    #   @reset_port      reset the device
    #   @reenumerate     take the device off its bus, and put it back
    #   @cut_power       have its power cut by the owner's hook

    # lint: every state but well takes ev_gone -> well

    main := ( start:
        well:         ( ev_ask      @ask             -> asked
                      | ev_trouble  @cycle_radio     -> cycled
                      | ev_hung     @reopen_channel  -> reopened
                      | ev_mute     @reset_port      -> reset ) >~in_well,

        # says: the modem is asked how it is
        asked:        ( ev_well                      -> well
                      | ev_trouble  @renew_session   -> renewed
                      | ev_hung     @reopen_channel  -> reopened
                      | ev_mute     @reset_port      -> reset
                      | ev_gone                      -> well ) >~in_asked,

        # says: the session is ended and begun anew
        renewed:      ( ev_well                      -> well
                      | ev_trouble  @cycle_radio     -> cycled
                      | ev_hung     @reopen_channel  -> reopened
                      | ev_mute     @reset_port      -> reset
                      | ev_gone                      -> well ) >~in_renewed,

        # says: the radio is switched off and on again
        cycled:       ( ev_well                      -> well
                      | ev_trouble  @reopen_channel  -> reopened
                      | ev_hung     @reopen_channel  -> reopened
                      | ev_mute     @reset_port      -> reset
                      | ev_gone                      -> well ) >~in_cycled,

        # says: the control channel is closed and opened again
        reopened:     ( ev_well                      -> well
                      | ev_trouble  @reset_port      -> reset
                      | ev_gone                      -> well ) >~in_reopened,

        # says: the modem is reset
        reset:        ( ev_well                      -> well
                      | ev_trouble  @reenumerate     -> reenumerated
                      | ev_gone                      -> well ) >~in_reset,

        # says: the modem is taken off its bus and put back
        reenumerated: ( ev_well                      -> well
                      | ev_trouble  @cut_power       -> powered
                      | ev_gone                      -> well ) >~in_reenumerated,

        # says: the power of the modem is cut
        powered:      ( ev_well                      -> well
                      | ev_trouble                   -> resting
                      | ev_gone                      -> well ) >~in_powered,

        # all was tried; the rests grow
        # says: nothing helped; it is tried again later
        # stuck
        resting:      ( ev_well                      -> well
                      | ev_retry    @ask             -> asked
                      | ev_gone                      -> well ) >~in_resting
    );
}%%
