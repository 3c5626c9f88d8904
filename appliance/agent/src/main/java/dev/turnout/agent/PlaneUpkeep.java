package dev.turnout.agent;

/** Upkeep of the data plane, and of the process's own memory. */
record PlaneUpkeep(Plane plane, Heap heap) implements Upkeep {
    @Override
    public void allow() {
        plane.allow();
    }

    @Override
    public void look() {
        plane.look();
        heap.collectIfGrown();
    }

    @Override
    public void rest() {
        heap.collect();
    }
}
