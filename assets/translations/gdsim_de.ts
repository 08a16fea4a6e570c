<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name></name>
    <message>
        <source>Bookmarks of the map (Ctrl+D keeps this view)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Bookmarks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bookmarks keep views of the map (Ctrl+3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keep This View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it the &amp;x axis of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it the &amp;y axis of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} variable</source>
        <comment>{count} variables</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} class</source>
        <comment>{count} classes</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>values</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} input</source>
        <comment>{count} inputs</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>any inputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the samples put aside for testing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another seed puts others aside.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>standardise the inputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift and scale every input to mean 0 and deviation 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw other samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{train} to train, {test} to test</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} sample</source>
        <comment>{count} samples</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>These samples came from arrays: they stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>split seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the network is given of each sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value of {dimension} that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All values of {dimension}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Several runs to a pixel: one for each value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The {dimension} that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A number is missing here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is not a number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up and Down change it in steps, Page Up and Page Down in large ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units of this hidden layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One layer fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One layer more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units of each hidden layer, from the inputs on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units of hidden layer {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modifiers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{setting} of {method}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples of a step. Empty: all, in order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>l1 times the size of all weights joins the loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>l2 / 2 times their squares joins the loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one a layer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose what the network learns from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drawn with replacement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each step draws its samples afresh, not a part of an epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>penalty {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Search {count} data set</source>
        <comment>Search {count} data sets</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The function that runs descend now: the text below cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objective</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a function from the catalogue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a function of x, y, …; Enter uses it at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{objective} is edited in its file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Typed function</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Search {count} function</source>
        <comment>Search {count} functions</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Choose its colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide its runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More: rename, duplicate, move, remove …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With which it runs: the experiment&apos;s, or one of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optimizers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add an optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add all that are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point at an optimizer, or go to its row, to remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove all others</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Search {count} optimizer</source>
        <comment>Search {count} optimizers</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add the {count} that is missing</source>
        <comment>Add all {count} that are missing</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>What was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrows downhill: the negative gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names of the optimizers at the ends of their lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which of the runs is explained; a click on a run of the map chooses it too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of {runs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number of a run is a whole number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are runs 1 to {number}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{schedule}, warmup {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{first} and {count} more</source>
        <comment>{first} and {count} more</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{all}; {count} has its own</source>
        <comment>{all}; {count} have their own</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{settings}: drag the point sideways. A double click brings back the default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{settings}: drag the point up and down. A double click brings back the default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{settings}: drag the point sideways or up and down. A double click brings back the default.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>factor of the learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{setting} and {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Point of the curve for {settings}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curve of the learning rate over the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>factor {factor} at step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rate {rate} at step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} step</source>
        <comment>{count} steps</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The experiment&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs with the schedule of the experiment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the schedules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updates of each run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often each training sample is seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>target loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run whose loss is at or below it has converged. Empty: none has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient tolerance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So has a run whose gradient norm is at or below it. Empty: what suits the precision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>divergence limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run whose loss is larger, up or down, has diverged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>single (float32)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>double (float64)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The title of the experiment, in its file and its pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>results keep the last parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Those of very many networks can fill a disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>results have {measure}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch, noise seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noise seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>noise {noise}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The landscape from above (S: the next of these)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Surface</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The landscape from the side, to be turned (S: the next of these)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The map and the surface, which show the same part (S: the next of these)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of the axis that the map shows and starts are spread over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs start at points that you give</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs start where lines across the domain cross</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs start at random places of the domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>domain of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs two bounds, such as -2, 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} run, seed {seed}</source>
        <comment>{count} runs, seed {seed}</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} run</source>
        <comment>{count} runs</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} point</source>
        <comment>{count} points</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Runs start where lines cross.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs of each optimizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another seed draws other starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The part of the axis that starts are spread over. Empty: its domain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} from, to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} needs two bounds, such as -2, 2, or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{runs} of each optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw other starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click {where} to move {point} there, Shift+click to add one; drag the mark of a point to move it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete removes the selected points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a point, somewhere in the domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the selected points (Delete, in the list)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the curve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the selected point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other Colour…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of the Optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to step 0 (R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step back (,)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step (.)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rewind to any step that was recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps per second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps of all runs together, computed in a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch {epoch}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{step} of {count} step</source>
        <comment>{step} of {count} steps</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>full speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} steps/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} run-steps/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another seed draws other weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given exactly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw other weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>biases</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{weights}, {count} seed</source>
        <comment>{weights}, {count} seeds</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{weights}, seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One file at a time can be opened; drop a single one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong: {error}. Your experiment is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details are in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} in pixels, from 1 to {most}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file that is written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder and a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file of this name is replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s name must end in {suffix}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exports</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the export that is done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the export; nothing of it is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for the export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export failed: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting {name}: {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{exporting}, about {time} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the export of {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it is left if the window closes now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not exported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A stored result has its runs already; Ctrl+E exports a picture of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no map to export yet (Ctrl+3 shows it)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export is running; wait for it, or stop it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs and curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{about}: {result} of {optimizer}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exported {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that can be opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results and sweeps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a stored sweep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as TOML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied as a share string</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the experiment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the edits to {name}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are lost if they are not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back one step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at no run (Escape)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow this advice; Edit &gt; Undo takes it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next step: update {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The run ended after {count} step.</source>
        <comment>The run ended after {count} steps.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>No next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in and out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the picture, or a start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag, Arrows, Home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn the surface, and back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start there, or read a pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start there as well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click, Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a pixel&apos;s run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backspace, Shift+Backspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back and forward on a map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom into the edge of a map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use what was typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next value of a ladder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page Up, Page Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same in large steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+Up, Alt+Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the optimizer in the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+X, Alt+Y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it an axis of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} or {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amber</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vermilion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sky blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indigo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wine red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Olive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Violet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>converged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stalled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>oscillating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diverged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>improving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture (.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored sweep (.zarr)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the Map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Axes and colour bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width × height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Around it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width and height are whole numbers from 1 to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} run, one for each pixel.</source>
        <comment>{count} runs, one for each pixel.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The sweep opens in the window as a map, and in Python with gd.load.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edge of stability: the largest learning rate at which small errors shrink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what is worth seeing first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom into the edge of what diverges (E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture of any size, or a sweep: a run for each pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edge of stability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview of the first view, in a corner while zoomed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show a second map beside it, of another result or optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This setting cannot be an axis of the map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This experiment has no such result or optimizer for its map.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no edge in view: all or none of the runs diverge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>D&amp;escent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Landscape as M&amp;ap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Landscape as S&amp;urface</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Landscape as B&amp;oth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like the S&amp;ystem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as &amp;Python</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as &amp;TOML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as &amp;Share String</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as P&amp;icture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open Copied Share Strin&amp;g</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;move Optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Play or Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step &amp;Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Go On after Edits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the &amp;Best Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edits take effect from this step on; else runs start over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Search Commands…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open S&amp;weep…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;As…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export Picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export &amp;Map…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exa&amp;mples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clear the List</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Lessons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ne&amp;xt of These</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;old the Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Larger Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;maller Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Usual Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Presentation Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>across, in a random direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first principal direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>second principal direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>runs need a point to start at; add another one before removing this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each of several points has one number here, got {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No {setting} that is seen is allowed; zoom out first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is neither an experiment (.toml), nor a sweep or result (.zarr, .nc), nor data (.csv, .tsv, .npz, .npy).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was given</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{number} of them to test</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} input ({names})</source>
        <comment>{count} inputs ({names})</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>values to predict</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{count} class ({names})</source>
        <comment>{count} classes ({names})</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Two spirals wound around each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Own data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate {value}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{value} schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the experiment first: a script can only load the array of {setting} from its file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no share string: it would begin with {prefix}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share string is damaged: a part of it is missing or was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A share string cannot carry the experiment&apos;s data file; send both files instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The experiment is too long for a share string; send its file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share string was made by another version of gdsim.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A share string has at most {most} characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A share string may not name files, and this one does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The share string unpacks to more than an experiment may have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run is not computed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient noise σ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard deviation of noise added to each component.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clip components</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty: no clipping.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clip the norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the gradient noise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The experiment was not saved: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An experiment needs at least one optimizer; add another before removing this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands, functions, optimizers, lessons and examples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing for it to do at present.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>function</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export a Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The width is a whole number from 1 to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture has at most {most} pixels along each side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width} × {height} pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Space to have the runs follow their paths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Descent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on a function (Ctrl+1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training of a network (Ctrl+2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two settings of the experiment, every pixel a run (Ctrl+3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide the settings, or show them again (Ctrl+B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} and {second} change, the others are as at the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plane through the start in which the runs move most; choose it again when they have changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs are projected onto the plane; a click or a drag moves a start along it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start and minimum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A random plane through the start and the known minimum; choose it again for another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>towards the known minimum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} at minimum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} and {second} change, the others are as at the known minimum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start and lowest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A random plane through the start and the lowest point of the runs; choose it again for another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>towards the lowest point of the runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{names} at lowest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{first} and {second} change, the others are as at the lowest point of the runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plane of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All movement is inside this plane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Less than 1 % of the movement is outside this plane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More than 99 % of the movement is outside this plane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} % of the movement is outside this plane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PCA of the runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no map of {count} parameters.

Maps are drawn over the domain of an objective.
The loss curves show every run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the whole domain (F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the map is coloured by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Background of the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Basins of {label}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every run as a pixel, over any two axes; click one to look at it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no two dimensions with several values, so there is no map of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the result; its file stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dimension along x</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dimension along y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of several runs to a pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, of several runs the</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>upwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{done} of {count} run computed</source>
        <comment>{done} of {count} runs computed</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{runs}, running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for this result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved edits could not be kept in a file: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved edits cannot be kept: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMMM, HH:mm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved edits of {name}, {time}, were kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kept edits could not be removed: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output {numbers}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of each class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dashed: test, band: 10–90 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dashed: test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no bound: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median and 10–90 % of the runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sample has {count} inputs: too many for a picture of the outputs.
These are the numbers of the run above. Play to train it, click a curve or a row to look at another run, or choose data of fewer inputs at the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left: what the network puts out. Right: targets of the samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>train accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diverged at step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{verdict} at step {step}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not trained yet: press Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>best of {count} run</source>
        <comment>best of {count} runs</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the best run again (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>click to start here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>output undefined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Input along {axis}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The input along {axis}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting along {axis}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This experiment has no setting {key} that can be an axis.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{setting} {low} to {high}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a pixel to read its run, double-click to open it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the pixel&apos;s settings over and play its run (double click, Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>minimum reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edge of stability: computing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no edge of stability: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edge of stability: curvature {number} at the minimum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edge of stability: curvature {number} at the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{edge}, not in view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>minimum ({place})</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{value}, {verdict} after {count} step</source>
        <comment>{value}, {verdict} after {count} steps</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>single precision ends here; double is under Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>double precision ends here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours by rank: all detail is seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this map: show one again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diverged: the darker the sooner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to what was seen before (Backspace)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forward again (Shift+Backspace)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{quantity}, mean per step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is minimised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss of the batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>distance to the nearest minimum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far a run is from the nearest known minimum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The length of the gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far each step goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Effective rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>effective rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step length over gradient norm: the learning rate of a plain descent step as long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rate / largest stable rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The learning rate over the largest stable one at the sharpness here: above 1 errors grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quantity of the curves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss above the minimum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss above the best seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>target {target}   output {output}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, taken for {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrows turn it, plus and minus zoom, Home turns it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss now; of several runs the median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Norm of the gradient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What has become of the runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the test samples put into their class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the training samples put into their class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss over the test samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compiling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{quantity}; of several runs the median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>click a row for the reason and its next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edits now take effect from the present step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step in {every} is recorded: all of them would take {needed} of memory, and at most {most} are taken for curves. Fewer runs or steps are recorded more closely.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the loss does not curve upwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is known to nine digits, zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for this experiment; take fewer runs or steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The computation failed: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compiling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compiling {number} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
