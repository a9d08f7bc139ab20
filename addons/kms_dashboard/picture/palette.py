"""Colours, the same on screen, in Excel and on paper. No environment.

The channels' are fixed for the whole suite and told apart by colour-blind eyes (Okabe and Ito);
what is no channel never borrows them.
"""

CHANNEL_COLORS = {
    "showroom": "#0072B2",
    "field": "#009E73",
    "digital": "#CC79A7",
    "hotel": "#E69F00",
    "training": "#56B4E9",
}
NONE_COLOR = "#6C757D"
OTHER_COLORS = (
    "#44546A",
    "#D55E00",
    "#6F4E9C",
    "#8C6D31",
    "#1B7F79",
    "#A23B72",
    "#7A8B99",
    "#B8860B",
)


def color(channel=None, rank=0):
    """Colour of a channel, or of the rank-th thing that is none.

    :rtype: str
    """
    if channel is False:
        return NONE_COLOR
    return CHANNEL_COLORS.get(channel) or OTHER_COLORS[rank % len(OTHER_COLORS)]
