"""Pictures of numbers: import charts from their modules.

race.LineRace, mix.MixBars, mix.StackedBars, sankey.Sankey, ladder.BidLadder, fan.Fan, fan.Distribution,
waterfall.Waterfall, scatter.Scatter, trend.Trend. Each takes a frozen description as `data`; set `chart.data`
to draw another. Nothing is imported here, because table cells draw sparklines and charts are widgets.
"""
