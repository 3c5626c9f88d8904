package dev.turnout.core.health;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import java.util.List;

/**
 * What one backend is asked.
 *
 * @param vips for {@link Probe.Via#FORWARDING_PATH}, the VIPs whose service on the asked port uses the backend's pool,
 *     ascending; empty for {@link Probe.Via#ADDRESS}
 */
public record ProbeTask(Probe probe, List<IpAddress> vips) {
    public ProbeTask {
        vips = List.copyOf(vips);
    }
}
