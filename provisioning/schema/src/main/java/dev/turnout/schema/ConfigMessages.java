package dev.turnout.schema;

import com.google.protobuf.ByteString;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.v1.Pool;
import dev.turnout.v1.Transition;
import java.time.Duration;

/** From model to message, with every default written out. {@link ConfigParser} makes an equal model of it. */
public final class ConfigMessages {
    private ConfigMessages() {}

    public static dev.turnout.v1.FleetConfig of(FleetConfig config) {
        return dev.turnout.v1.FleetConfig.newBuilder()
                .setEpoch(config.revision().epoch())
                .setGeneration(config.revision().generation())
                .setSeed(ByteString.copyFrom(config.seed().bytes()))
                .addAllServices(
                        config.services().stream().map(ConfigMessages::service).toList())
                .addAllPools(config.pools().stream().map(ConfigMessages::pool).toList())
                .setDataplane(dataplane(config.dataplane()))
                .build();
    }

    private static dev.turnout.v1.Service service(Service service) {
        // The two vocabularies are the same words; valueOf would throw where they ever were not.
        return dev.turnout.v1.Service.newBuilder()
                .setName(service.name())
                .setVip(service.vip().address().toString())
                .setProtocol(dev.turnout.v1.Service.Protocol.valueOf(
                        service.vip().protocol().name()))
                .setPort(service.vip().port())
                .setPool(service.pool())
                .setAlgorithm(dev.turnout.v1.Service.Algorithm.valueOf(
                        service.algorithm().name()))
                .setTableSize(service.tableSize())
                .setAffinity(dev.turnout.v1.Service.Affinity.valueOf(
                        service.affinity().name()))
                .setPersistence(dev.turnout.v1.Service.Persistence.valueOf(
                        service.persistence().name()))
                .addAllSourceRanges(
                        service.sourceRanges().stream().map(Cidr::toString).toList())
                .setZeroBackends(dev.turnout.v1.Service.ZeroBackends.valueOf(
                        service.zeroBackends().name()))
                .setTransition(transition(service.transition()))
                .build();
    }

    private static Transition transition(TransitionTimes times) {
        return Transition.newBuilder()
                .setIdle(duration(times.idle()))
                .setCeiling(duration(times.ceiling()))
                .setMaxFalsePositiveRate(times.maxFalsePositiveRate())
                .build();
    }

    static com.google.protobuf.Duration duration(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    private static Pool pool(BackendPool pool) {
        Pool.Builder builder = Pool.newBuilder().setName(pool.name());
        switch (pool.encapsulation()) {
            case Encapsulation.Ipip() -> builder.setEncapsulation(Pool.Encapsulation.IPIP);
            case Encapsulation.Gue(int port) ->
                builder.setEncapsulation(Pool.Encapsulation.GUE).setGuePort(port);
            case Encapsulation.L2() -> builder.setEncapsulation(Pool.Encapsulation.L2);
        }
        pool.healthCheck().map(HealthCheckMessages::of).ifPresent(builder::setHealthCheck);
        return builder.addAllBackends(
                        pool.backends().stream().map(ConfigMessages::backend).toList())
                .build();
    }

    private static dev.turnout.v1.Backend backend(Backend backend) {
        return dev.turnout.v1.Backend.newBuilder()
                .setAddress(backend.address().toString())
                .setWeight(backend.weight())
                .build();
    }

    private static dev.turnout.v1.DataplaneSettings dataplane(DataplaneSettings settings) {
        dev.turnout.v1.DataplaneSettings.Builder builder = dev.turnout.v1.DataplaneSettings.newBuilder()
                .setAllowGeneric(settings.allowGeneric())
                .setAnnounce(dev.turnout.v1.DataplaneSettings.Announce.valueOf(
                        settings.announce().name()))
                .setDefaultAlgorithm(dev.turnout.v1.Service.Algorithm.valueOf(
                        settings.defaultAlgorithm().name()));
        settings.tunnelSource4().ifPresent(prefix -> builder.setTunnelSource4(prefix.toString()));
        settings.tunnelSource6().ifPresent(prefix -> builder.setTunnelSource6(prefix.toString()));
        return builder.build();
    }
}
