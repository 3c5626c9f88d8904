package dev.turnout.agent;

/** Upkeep of the data plane, and of the process's own memory. */
record PlaneUpkeep(Plane plane, Heap heap) implements Upkeep {
    @Override
    public void allow() {
        plane.allow();
    }

    @Override
    public boolean look() {
        boolean another = plane.look();
        heap.collectIfGrown();
        return another;
    }

    @Override
    public void rest() {
        heap.collect();
    }
}
