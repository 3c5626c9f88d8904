package dev.turnout.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUriTest {
    @ParameterizedTest
    @CsvSource({
        "mqtt://broker.example, tcp://broker.example:1883",
        "mqtt://10.0.0.1:99/, tcp://10.0.0.1:99",
        "mqtts://broker.example, ssl://broker.example:8883",
        "mqtts://[2001:db8::1]:8884, ssl://[2001:db8::1]:8884",
    })
    void readsAddresses(String text, String paho) {
        assertEquals(paho, BrokerUri.parse(text).pahoUri());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "broker.example",
                "tcp://broker.example",
                "mqtt://",
                "mqtt://:1883",
                "mqtt://host:0",
                "mqtt://host:70000",
                "mqtt://user:secret@host",
                "mqtt://host/topic",
                "mqtt://host?x=1",
                "mqtt://ho st"
            })
    void refusesOthersWithTheRemedy(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> BrokerUri.parse(text))
                .getMessage();
        assertTrue(String.valueOf(message).contains("write mqtt://HOST[:PORT]"), message);
    }
}
