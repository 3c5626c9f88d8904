package dev.turnout.core.health;

/** What is known of a backend's health. */
public enum HealthState {
    /** Takes new flows. Also what is assumed where nothing is known. */
    HEALTHY,
    /** Takes no new flows; established ones are left to it, through a transition. */
    UNHEALTHY,
    /** Cannot serve anything: transitions to it end at once. */
    DEAD
}
