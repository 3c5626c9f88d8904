package dev.turnout.core.hash;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;

/**
 * What names a flow, as its client's packets carry it. Both addresses are of one family.
 *
 * @param sourcePort 0–65,535
 * @param destinationPort 0–65,535
 */
public record FiveTuple(
        IpAddress source, IpAddress destination, Protocol protocol, int sourcePort, int destinationPort) {
    public FiveTuple {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException(source + " and " + destination + " are of two families");
        }
        if ((sourcePort & ~0xffff) != 0 || (destinationPort & ~0xffff) != 0) {
            throw new IllegalArgumentException("ports " + sourcePort + ", " + destinationPort);
        }
    }

    /** The tuple of the answers. */
    public FiveTuple reversed() {
        return new FiveTuple(destination, source, protocol, destinationPort, sourcePort);
    }
}
