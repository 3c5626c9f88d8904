package dev.turnout.p4.driver;

import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigResponse;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;

/** Sees to it that the target runs our program. To set one forgets all entries and interrupts forwarding: only where it must be. */
final class Pipelines {
    /** A hardware target compiles, or loads, for a while. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Target target;
    private final Pipeline pipeline;

    Pipelines(Target target, Pipeline pipeline) {
        this.target = target;
        this.pipeline = pipeline;
    }

    /** What was found, and what became of it. */
    enum Found {
        OURS,
        NONE,
        ANOTHER
    }

    /** @return what ran before */
    Found ensure(ElectionId as) throws RefusedException {
        Found found = look();
        if (found != Found.OURS) {
            var ignored = target.call(
                    "to run the program",
                    LIMIT,
                    stub -> stub.setForwardingPipelineConfig(SetForwardingPipelineConfigRequest.newBuilder()
                            .setDeviceId(target.settings().deviceId())
                            .setElectionId(as.message())
                            .setAction(SetForwardingPipelineConfigRequest.Action.VERIFY_AND_COMMIT)
                            .setConfig(pipeline.message())
                            .build()));
        }
        return found;
    }

    private Found look() throws RefusedException {
        GetForwardingPipelineConfigRequest request = GetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(target.settings().deviceId())
                .setResponseType(GetForwardingPipelineConfigRequest.ResponseType.COOKIE_ONLY)
                .build();
        ForwardingPipelineConfig config = target.call(
                        "to tell its program", target.settings().deadline(), stub -> {
                            try {
                                return stub.getForwardingPipelineConfig(request);
                            } catch (StatusRuntimeException e) {
                                if (e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) {
                                    return GetForwardingPipelineConfigResponse.getDefaultInstance();
                                }
                                throw e;
                            }
                        })
                .getConfig();
        if (!config.hasCookie()) {
            return Found.NONE;
        }
        return config.getCookie().getCookie() == pipeline.cookie() ? Found.OURS : Found.ANOTHER;
    }
}
