package dev.turnout.ebpf;

import java.util.Set;

/**
 * What is known of network drivers and XDP, by reading Linux 6.1 to 6.18: which set {@code ndo_bpf}, and what they ask for.
 *
 * @param maxMtu the largest with a program that takes packets of one page, as ours is; 65,535 where the driver has no such limit
 * @param needsHalfOfTheQueues XDP_TX has queues of its own, taken from the same budget
 * @param forbidsHardwareGro it refuses a program while GRO-HW is on
 */
record NicDriver(Support support, int maxMtu, boolean needsHalfOfTheQueues, boolean forbidsHardwareGro) {
    enum Support {
        NATIVE,
        NONE,
        UNKNOWN
    }

    /** A 4 KiB page less headroom (256), skb_shared_info (320), Ethernet with two VLAN tags (22). */
    private static final int ONE_PAGE = 3498;

    private static final int UNLIMITED = 65_535;

    private static final Set<String> NATIVE_DRIVERS = Set.of(
            "bnxt_en",
            "bonding",
            "cpsw",
            "dpaa2-eth",
            "ena",
            "fec",
            "fsl_dpa",
            "fsl_dpaa2_eth",
            "fsl_enetc",
            "fsl_enetc_vf",
            "gve",
            "hv_netvsc",
            "i40e",
            "ice",
            "idpf",
            "igb",
            "igc",
            "ionic",
            "ixgbe",
            "ixgbevf",
            "mana",
            "mlx4_en",
            "mlx5_core",
            "mtk_soc_eth",
            "mvneta",
            "mvpp2",
            "nfp",
            "nicvf",
            "qede",
            "rvu_nicpf",
            "sfc",
            "st_gmac",
            "stmmac",
            "thunder-nicvf",
            "tun",
            "veth",
            "virtio_net",
            "vmxnet3");

    private static final Set<String> GENERIC_ONLY = Set.of(
            "",
            "802.1Q VLAN Support",
            "bnx2x",
            "bridge",
            "dummy",
            "e1000",
            "e1000e",
            "ifb",
            "macvlan",
            "r8169",
            "tg3",
            "8139cp");

    static NicDriver of(String driver) {
        if (NATIVE_DRIVERS.contains(driver)) {
            boolean unlimited = driver.equals("tun") || driver.equals("bonding");
            return new NicDriver(
                    Support.NATIVE,
                    unlimited ? UNLIMITED : ONE_PAGE,
                    driver.equals("ena") || driver.equals("gve"),
                    driver.equals("virtio_net") || driver.equals("bnxt_en"));
        }
        Support support = GENERIC_ONLY.contains(driver) ? Support.NONE : Support.UNKNOWN;
        return new NicDriver(support, UNLIMITED, false, false);
    }
}
