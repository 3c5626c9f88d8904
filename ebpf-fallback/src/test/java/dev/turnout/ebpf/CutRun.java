package dev.turnout.ebpf;

import dev.turnout.core.plan.Plan;
import java.nio.file.Path;

/** What {@link Cut} runs, in the driver that counts; public, for it is called across class loaders. */
public final class CutRun {
    private CutRun() {}

    public static boolean plan(Path pins, Object plan, int writes) throws RefusedException, DamagedException {
        XdpSettings settings = XdpSettings.on(Namespace.DEVICE).withPins(pins).withRoom(1 << 16, 256);
        try (MapSet maps = MapSet.open(Pins.current(pins))) {
            State state = new State(maps, Sizes.of(settings).with(maps.shapes()));
            PlanWriter writer = new PlanWriter(state);
            Cut.after(writes);
            var ignored = writer.write((Plan) plan);
            return false;
        } catch (Cut.End end) {
            return true;
        }
    }
}
