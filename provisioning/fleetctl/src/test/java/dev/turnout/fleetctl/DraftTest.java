package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.Revision;
import dev.turnout.v1.Backend;
import dev.turnout.v1.FleetConfig;
import dev.turnout.v1.Pool;
import dev.turnout.v1.Service;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DraftTest {
    private static FleetConfig document(int backends, Service.Builder service) {
        Pool.Builder pool = Pool.newBuilder().setName("pool");
        for (int i = 0; i < backends; i++) {
            pool.addBackends(Backend.newBuilder().setAddress("10.0." + i / 256 + "." + i % 256));
        }
        return FleetConfig.newBuilder()
                .addServices(service.setName("web").setPool("pool"))
                .addPools(pool)
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        // Grows at once, since fewer than 100 slots a backend move too many flows.
        "163, 16384, 16384",
        "164, 16384, 32768",
        // Keeps its size when the backend goes again, and while half would just do.
        "163, 32768, 32768",
        "82,  32768, 32768",
        "81,  32768, 8192",
        "1,   256,   256"
    })
    void sizesHaveHysteresis(int backends, int present, int expected) {
        assertEquals(expected, Draft.size(backends, Optional.of(present)));
    }

    @Test
    void writesDownTheSizeAndSaysSo() {
        FleetConfig before = document(163, Service.newBuilder().setTableSize(16_384));
        Draft draft = Draft.sized(document(164, Service.newBuilder()), Optional.of(before));
        assertEquals(32_768, draft.document().getServices(0).getTableSize());
        assertEquals(
                List.of("table size of web was 16384, is now 32768 for 164 backends: its slots move"), draft.notes());
    }

    @Test
    void leavesASizeOfTheFileAlone() {
        FleetConfig file = document(500, Service.newBuilder().setTableSize(256));
        assertEquals(new Draft(file, List.of()), Draft.sized(file, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        // file's epoch, newest epoch, newest generation, expected
        "0, 0, 0, 0.1",
        "0, 3, 7, 3.8",
        "3, 3, 7, 3.8",
        "4, 3, 7, 4.1",
        "2, 3, 7, 2.1"
    })
    void nextGeneration(long file, long epoch, long generation, String expected) {
        FleetConfig next = Draft.next(
                FleetConfig.newBuilder().setEpoch(file).setGeneration(99).build(),
                epoch == 0 && generation == 0 ? Optional.empty() : Optional.of(new Revision(epoch, generation)));
        assertEquals(expected, new Revision(next.getEpoch(), next.getGeneration()).toString());
    }
}
