package dev.turnout.ebpf;

import java.util.Map;
import java.util.Set;

/**
 * What is known of network drivers and XDP, from the kernel's sources, 6.1 and later: which set {@code ndo_bpf}, and what they ask for
 * before they take a program. A driver is named as {@code ethtool -i} does.
 *
 * <p>The limits are those for programs without {@code xdp_has_frags}, as ours is, on pages of 4 KiB. Where releases differ it is
 * the smallest.
 *
 * @param maxMtu the largest; 65,535 where the driver has no such limit
 * @param needsHalfOfTheQueues XDP_TX has queues of its own, taken from the same budget
 * @param forbidsHardwareGro it refuses a program while GRO-HW is on: virtnet_xdp_set() in drivers/net/virtio_net.c
 */
record NicDriver(Support support, int maxMtu, boolean needsHalfOfTheQueues, boolean forbidsHardwareGro) {
    enum Support {
        NATIVE,
        NONE,
        UNKNOWN
    }

    /**
     * A page less headroom (256), skb_shared_info (320), Ethernet, a VLAN tag and FCS (22): ENA_XDP_MAX_MTU in
     * drivers/net/ethernet/amazon/ena/ena_xdp.h. Others that fill a page take some bytes more: 3502 to 3840.
     */
    private static final int ONE_PAGE = 3498;

    /**
     * 3 KiB buffers less Ethernet, two VLAN tags and FCS (26): i40e_max_vsi_frame_size(), ice_max_xdp_frame_size(),
     * igb_xdp_setup(), ixgbe_xdp_setup() in drivers/net/ethernet/intel.
     */
    private static final int THREE_KILOBYTES = 3046;

    /** AQ_CFG_RX_FRAME_MAX in drivers/net/ethernet/aquantia/atlantic/aq_cfg.h. */
    private static final int TWO_KILOBYTES = 2048;

    /** 2 KiB buffers less Ethernet (14) and GVE_RX_PAD (2): verify_xdp_configuration() in drivers/net/ethernet/google/gve/gve_main.c. */
    private static final int HALF_A_PAGE = 2032;

    /**
     * "Jumbo frames not supported", answered with EOPNOTSUPP: igc_xdp_set_prog() in drivers/net/ethernet/intel/igc/igc_xdp.c,
     * stmmac_xdp_set_prog() in .../stmicro/stmmac/stmmac_xdp.c, netsec_xdp_setup() in .../socionext/netsec.c.
     */
    private static final int NO_JUMBO = 1500;

    private static final int UNLIMITED = 65_535;

    private static final Map<String, Integer> OWN_LIMITS = Map.ofEntries(
            Map.entry("atlantic", TWO_KILOBYTES),
            Map.entry("bonding", UNLIMITED),
            Map.entry("gve", HALF_A_PAGE),
            Map.entry("i40e", THREE_KILOBYTES),
            Map.entry("ice", THREE_KILOBYTES),
            Map.entry("igb", THREE_KILOBYTES),
            Map.entry("igc", NO_JUMBO),
            Map.entry("ixgbe", THREE_KILOBYTES),
            Map.entry("ixgbevf", THREE_KILOBYTES),
            Map.entry("netsec", NO_JUMBO),
            Map.entry("st_gmac", NO_JUMBO),
            Map.entry("st_xgmac", NO_JUMBO),
            Map.entry("tun", UNLIMITED));

    private static final Set<String> NATIVE_DRIVERS = Set.of(
            "am65-cpsw-nuss",
            "atlantic",
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
            "netsec",
            "nfp",
            "nicvf",
            "qede",
            "rvu_nicpf",
            "sfc",
            "st_gmac",
            "st_xgmac",
            "thunder-nicvf",
            "tsnep",
            "tun",
            "veth",
            "vif",
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
            return new NicDriver(
                    Support.NATIVE,
                    OWN_LIMITS.getOrDefault(driver, ONE_PAGE),
                    driver.equals("ena") || driver.equals("gve"),
                    driver.equals("virtio_net"));
        }
        Support support = GENERIC_ONLY.contains(driver) ? Support.NONE : Support.UNKNOWN;
        return new NicDriver(support, UNLIMITED, false, false);
    }
}
