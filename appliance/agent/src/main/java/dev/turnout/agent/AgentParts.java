package dev.turnout.agent;

import dev.turnout.agent.health.HealthProbes;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.os.Announcer;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.source.ConfigSource;
import dev.turnout.agent.source.ReportSink;
import dev.turnout.agent.view.ExplainView;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.model.IpAddress;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What an agent is put together from. Who hands them over closes them. The functions are called on
 * the agent's thread, that for addresses also on others.
 *
 * @param box its id
 * @param version of Turnout
 * @param dryRun asks the data plane itself about a packet
 * @param dataplaneStatus how it is attached
 * @param upkeep done in every step
 * @param nicFindings what is to be said of the interfaces
 * @param trust whose signatures count; empty on a box that believes every broker that lets it in
 * @param managementAddresses the box's own addresses; none of them may become a VIP
 */
record AgentParts(
        String box,
        String version,
        Dataplane dataplane,
        ExplainView.DryRun dryRun,
        Supplier<DataplaneStatus> dataplaneStatus,
        Upkeep upkeep,
        Supplier<List<NicFinding>> nicFindings,
        ConfigSource source,
        ReportSink sink,
        Documents documents,
        Optional<Trust> trust,
        NextHopSource nextHops,
        HealthProbes probes,
        Announcer announcer,
        Supplier<Set<IpAddress>> managementAddresses,
        SteadyClock clock,
        Log log) {}
