package dev.turnout.agent.health;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Begins conversations' connections, by the way that each of them takes. Of one thread. */
final class Connections {
    private final Dialogues dialogues = new Dialogues();
    private final Selector selector;
    private final ForwardingPath path;

    Connections(Selector selector, ForwardingPath path) {
        this.selector = selector;
        this.path = path;
    }

    /** @return false where it goes through the forwarding path, and there is no way there now */
    boolean begin(Conversation conversation, IpAddress address) throws IOException {
        Probe probe = conversation.entry().task().probe();
        if (probe.via() == Probe.Via.ADDRESS) {
            connect(conversation, address, Optional.empty());
            return true;
        }
        Optional<ForwardingPath.Way> way = conversation.vip() == null
                ? Optional.empty()
                : path.open(conversation.entry().target().backend(), address);
        if (way.isPresent()) {
            connect(conversation, address, way);
        }
        return way.isPresent();
    }

    private void connect(Conversation conversation, IpAddress address, Optional<ForwardingPath.Way> way)
            throws IOException {
        Probe probe = conversation.entry().task().probe();
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
        } catch (IOException noDescriptor) {
            way.ifPresent(ForwardingPath.Way::close);
            throw noDescriptor;
        }
        conversation.open(channel, dialogues.of(probe.question(), address), way.orElse(null));
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        if (way.isPresent()) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(way.get().from());
        }
        int port = probe.question().askedPort().orElseThrow();
        boolean ignored = channel.connect(new InetSocketAddress(InetAddress.getByAddress(address.wireBytes()), port));
        conversation.register(selector);
    }
}
