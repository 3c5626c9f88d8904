package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.agent.os.KernelView.LocalAddress;
import dev.turnout.agent.os.KernelView.Neighbour;
import dev.turnout.agent.os.KernelView.Route;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads single entries of iproute2's JSON; empty for what is not of the kind that is wanted. */
final class ViewReader {
    private ViewReader() {}

    static Optional<Link> link(Json item) {
        Json info = item.at("linkinfo").orElse(new Json.Nothing());
        Json data = info.at("info_data").orElse(new Json.Nothing());
        return item.text("ifname")
                .flatMap(name -> item.integer("ifindex")
                        .map(index -> new Link(
                                index,
                                name,
                                item.text("link_type").orElse(""),
                                item.texts("flags"),
                                item.integer("mtu").orElse(0),
                                item.text("address").flatMap(MacAddress::parse),
                                info.text("info_kind").orElse(""),
                                item.text("link"),
                                data.integer("id").orElse(0),
                                data.text("protocol").orElse(""),
                                info.text("info_kind")
                                        .filter("bond"::equals)
                                        .flatMap(_ -> data.text("mode"))
                                        .orElse(""),
                                addresses(item))));
    }

    private static List<LocalAddress> addresses(Json link) {
        List<LocalAddress> addresses = new ArrayList<>();
        for (Json item : link.at("addr_info").map(Json::items).orElse(List.of())) {
            item.text("local")
                    .flatMap(IpAddress::parse)
                    .map(address -> new LocalAddress(
                            address,
                            item.integer("prefixlen").orElse(address.family().bits()),
                            item.integer("metric").orElse(0)))
                    .ifPresent(addresses::add);
        }
        return addresses;
    }

    static Optional<Neighbour> neighbour(Json item) {
        return item.text("dst")
                .flatMap(IpAddress::parse)
                .flatMap(address -> item.text("dev")
                        .map(device -> new Neighbour(
                                new Neighbour.Key(device, address),
                                item.text("lladdr").flatMap(MacAddress::parse),
                                item.texts("state"),
                                item.has("managed"),
                                item.text("protocol").orElse(""))));
    }

    static Optional<Route> route(Json item) {
        Optional<IpAddress> gateway = item.text("gateway")
                .or(() -> item.at("via").flatMap(via -> via.text("host")))
                .flatMap(IpAddress::parse);
        Optional<Integer> mtu = item.at("metrics").map(Json::items).orElse(List.of()).stream()
                .flatMap(metric -> metric.integer("mtu").stream())
                .findFirst();
        return item.text("dst")
                .flatMap(IpAddress::parse)
                .flatMap(destination -> item.text("dev")
                        .map(device -> new Route(
                                destination,
                                item.text("type").orElse("unicast"),
                                device,
                                gateway,
                                item.text("prefsrc").flatMap(IpAddress::parse),
                                mtu)));
    }
}
