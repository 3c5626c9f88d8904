package dev.turnout.agent.mqtt;

/**
 * Documents that were handed on and are not settled yet: at most so many, whatever their quality of service. Those of QoS 1
 * are bounded by the receive maximum, before and after a reconnect; this bounds what is sent with QoS 0.
 */
final class Window {
    private final int most;
    private int outstanding;
    private boolean passedOver;

    Window(int most) {
        this.most = most;
    }

    /** Whether there is room for one more, which then counts. One that is passed over is to be fetched again. */
    boolean take() {
        if (outstanding >= most) {
            passedOver = true;
            return false;
        }
        outstanding++;
        return true;
    }

    /** One is settled; whether it is time to fetch again what was passed over. */
    boolean settle() {
        outstanding--;
        boolean fetch = passedOver && outstanding == 0;
        passedOver &= !fetch;
        return fetch;
    }

    /** A new subscription fetches by itself. */
    void subscribing() {
        passedOver = false;
    }
}
