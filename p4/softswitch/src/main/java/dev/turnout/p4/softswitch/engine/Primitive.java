package dev.turnout.p4.softswitch.engine;

/** One step of an action. */
interface Primitive {
    /** What {@link #run} answers to end the action. */
    int END = Integer.MAX_VALUE;

    /**
     * @param at its own place in the action
     * @return the place of the next
     */
    int run(Phv phv, int at);

    /** One behind which the next one follows. */
    interface Plain extends Primitive {
        void run(Phv phv);

        @Override
        default int run(Phv phv, int at) {
            run(phv);
            return at + 1;
        }
    }
}
