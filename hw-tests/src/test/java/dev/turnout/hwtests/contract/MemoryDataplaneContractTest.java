package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.MemoryDataplane;
import java.util.concurrent.Callable;

/** The data plane that only remembers. */
final class MemoryDataplaneContractTest extends DataplaneContract {
    @Override
    Rig open() {
        MemoryDataplane dataplane = new MemoryDataplane();
        return new Rig() {
            @Override
            public Dataplane dataplane() {
                return dataplane;
            }

            @Override
            public Dataplane reopened() {
                return dataplane;
            }

            @Override
            public <T> T run(Callable<T> code) throws Exception {
                return code.call();
            }

            @Override
            public void close() {
                dataplane.close();
            }
        };
    }
}
