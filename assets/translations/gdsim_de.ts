<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name></name>
    <message>
        <source>Bookmarks of the map (Ctrl+D keeps this view)</source>
        <translation>Lesezeichen der Karte (Strg+D merkt diese Ansicht)</translation>
    </message>
    <message>
        <source>&amp;Bookmarks</source>
        <translation>&amp;Lesezeichen</translation>
    </message>
    <message>
        <source>Bookmarks keep views of the experiment&apos;s map: close the stored result first</source>
        <translation>Lesezeichen merken Ansichten der Karte des Experiments: zuerst das gespeicherte Ergebnis schließen</translation>
    </message>
    <message>
        <source>Kept: {name}</source>
        <translation>Gemerkt: {name}</translation>
    </message>
    <message>
        <source>&amp;Keep This View</source>
        <translation>Diese Ansicht &amp;merken</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>Make it the &amp;x axis of the map</source>
        <translation>Zur &amp;x-Achse der Karte machen</translation>
    </message>
    <message>
        <source>Make it the &amp;y axis of the map</source>
        <translation>Zur &amp;y-Achse der Karte machen</translation>
    </message>
    <message numerus="yes">
        <source>{count} variable</source>
        <comment>{count} variables</comment>
        <translation>
            <numerusform>{count} Variable</numerusform>
            <numerusform>{count} Variablen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} class</source>
        <comment>{count} classes</comment>
        <translation>
            <numerusform>{count} Klasse</numerusform>
            <numerusform>{count} Klassen</numerusform>
        </translation>
    </message>
    <message>
        <source>values</source>
        <translation>Werte</translation>
    </message>
    <message numerus="yes">
        <source>{count} input</source>
        <comment>{count} inputs</comment>
        <translation>
            <numerusform>{count} Eingabe</numerusform>
            <numerusform>{count} Eingaben</numerusform>
        </translation>
    </message>
    <message>
        <source>any inputs</source>
        <translation>beliebige Eingaben</translation>
    </message>
    <message>
        <source>Share of the samples put aside for testing.</source>
        <translation>Anteil der Datenpunkte, der zum Testen zurückgelegt wird.</translation>
    </message>
    <message>
        <source>Another seed puts others aside.</source>
        <translation>Ein anderer Seed legt andere zurück.</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>standardise the inputs</source>
        <translation>Eingaben standardisieren</translation>
    </message>
    <message>
        <source>Shift and scale every input to mean 0 and deviation 1. Targets stay as they are.</source>
        <translation>Jede Eingabe auf Mittelwert 0 und Abweichung 1 verschieben und strecken. Ziele bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Draw other samples</source>
        <translation>Andere Datenpunkte ziehen</translation>
    </message>
    <message>
        <source>{train} to train, {test} to test</source>
        <translation>{train} Training, {test} Test</translation>
    </message>
    <message numerus="yes">
        <source>{count} sample</source>
        <comment>{count} samples</comment>
        <translation>
            <numerusform>{count} Datenpunkt</numerusform>
            <numerusform>{count} Datenpunkte</numerusform>
        </translation>
    </message>
    <message>
        <source>These samples came from arrays: they stay as they are.</source>
        <translation>Diese Datenpunkte stammen aus Arrays: sie bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>test share</source>
        <translation>Testanteil</translation>
    </message>
    <message>
        <source>split seed</source>
        <translation>Seed der Teilung</translation>
    </message>
    <message>
        <source>What the network is given of each sample.</source>
        <translation>Was das Netz von jedem Datenpunkt erhält.</translation>
    </message>
    <message>
        <source>features</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>The value of {dimension} that is shown</source>
        <translation>Der gezeigte Wert von {dimension}</translation>
    </message>
    <message>
        <source>All values of {dimension}</source>
        <translation>Alle Werte von {dimension}</translation>
    </message>
    <message>
        <source>Several runs to a pixel: one for each value</source>
        <translation>Mehrere Läufe je Pixel: einer für jeden Wert</translation>
    </message>
    <message>
        <source>The {dimension} that is shown</source>
        <translation>Was von {dimension} gezeigt wird</translation>
    </message>
    <message>
        <source>A number is missing here.</source>
        <translation>Hier fehlt eine Zahl.</translation>
    </message>
    <message>
        <source>{text} is not a number.</source>
        <translation>{text} ist keine Zahl.</translation>
    </message>
    <message>
        <source>Up and Down change it in steps, Page Up and Page Down in large ones.</source>
        <translation>Auf und Ab ändern sie in Schritten, Bild auf und Bild ab in großen.</translation>
    </message>
    <message>
        <source>Units of this hidden layer.</source>
        <translation>Neuronen dieser verdeckten Schicht.</translation>
    </message>
    <message>
        <source>One layer fewer</source>
        <translation>Eine Schicht weniger</translation>
    </message>
    <message>
        <source>One layer more</source>
        <translation>Eine Schicht mehr</translation>
    </message>
    <message>
        <source>hidden layers</source>
        <translation>verdeckte Schichten</translation>
    </message>
    <message>
        <source>Units of each hidden layer, from the inputs on.</source>
        <translation>Neuronen jeder verdeckten Schicht, von den Eingaben an.</translation>
    </message>
    <message>
        <source>Units of hidden layer {number}</source>
        <translation>Neuronen der verdeckten Schicht {number}</translation>
    </message>
    <message>
        <source>Modifiers</source>
        <translation>Modifikatoren</translation>
    </message>
    <message>
        <source>{setting} of {method}</source>
        <translation>{setting} von {method}</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Samples of a step. Empty: all, in order.</source>
        <translation>Datenpunkte eines Schritts. Leer: alle, der Reihe nach.</translation>
    </message>
    <message>
        <source>l1 times the size of all weights joins the loss.</source>
        <translation>Zum Verlust kommt l1 mal der Betrag aller Gewichte.</translation>
    </message>
    <message>
        <source>l2 / 2 times their squares joins the loss.</source>
        <translation>Zum Verlust kommen l2 / 2 mal ihre Quadrate.</translation>
    </message>
    <message>
        <source>one a layer</source>
        <translation>je Schicht eine</translation>
    </message>
    <message>
        <source>Choose what the network learns from</source>
        <translation>Wählen, woraus das Netz lernt</translation>
    </message>
    <message>
        <source>drawn with replacement</source>
        <translation>mit Zurücklegen gezogen</translation>
    </message>
    <message>
        <source>Each step draws its samples afresh, not a part of an epoch.</source>
        <translation>Jeder Schritt zieht seine Datenpunkte neu, nicht einen Teil einer Epoche.</translation>
    </message>
    <message>
        <source>activation</source>
        <translation>Aktivierung</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>batch size</source>
        <translation>Batchgröße</translation>
    </message>
    <message>
        <source>penalty {name}</source>
        <translation>Strafterm {name}</translation>
    </message>
    <message numerus="yes">
        <source>Search {count} data set</source>
        <comment>Search {count} data sets</comment>
        <translation>
            <numerusform>{count} Datensatz durchsuchen</numerusform>
            <numerusform>{count} Datensätze durchsuchen</numerusform>
        </translation>
    </message>
    <message>
        <source>The function that runs descend now: the text below cannot be read</source>
        <translation>Die Funktion, auf der die Läufe jetzt absteigen: der Text darunter ist nicht lesbar</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>Zielfunktion</translation>
    </message>
    <message>
        <source>Function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Choose a function from the catalogue</source>
        <translation>Eine Funktion des Katalogs wählen</translation>
    </message>
    <message>
        <source>Derivative</source>
        <translation>Ableitung</translation>
    </message>
    <message>
        <source>The slope of a curve at a point</source>
        <translation>Die Steigung einer Kurve in einem Punkt</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>Gradient</translation>
    </message>
    <message>
        <source>The slope in each direction of a plane</source>
        <translation>Die Steigung in jeder Richtung einer Ebene</translation>
    </message>
    <message>
        <source>Chain rule</source>
        <translation>Kettenregel</translation>
    </message>
    <message>
        <source>A formula as a graph, forward and backward</source>
        <translation>Eine Formel als Graph, vorwärts und rückwärts</translation>
    </message>
    <message>
        <source>Key derivatives</source>
        <translation>Wichtige Ableitungen</translation>
    </message>
    <message>
        <source>The derivatives that machine learning is built on</source>
        <translation>Die Ableitungen, auf denen maschinelles Lernen beruht</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>Formel</translation>
    </message>
    <message>
        <source>Type a formula of x, y, …; values of letters follow a semicolon</source>
        <translation>Eine Formel in x, y, … eingeben; Werte von Buchstaben folgen nach einem Strichpunkt</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Look at the function that the experiment minimises</source>
        <translation>Die Funktion ansehen, die das Experiment minimiert</translation>
    </message>
    <message>
        <source>Descend on it</source>
        <translation>Darauf absteigen</translation>
    </message>
    <message>
        <source>Make it the experiment&apos;s function, started at this point</source>
        <translation>Sie zur Funktion des Experiments machen, mit diesem Punkt als Start</translation>
    </message>
    <message>
        <source>Coordinate {name}</source>
        <translation>Koordinate {name}</translation>
    </message>
    <message>
        <source>A coordinate is one number.</source>
        <translation>Eine Koordinate ist eine einzige Zahl.</translation>
    </message>
    <message>
        <source>Type a function of x, y, …; Enter uses it at once</source>
        <translation>Eine Funktion von x, y, … eingeben; die Eingabetaste verwendet sie sofort</translation>
    </message>
    <message>
        <source>Click to look at it in Calculus</source>
        <translation>Klicken, um sie in der Analysis anzusehen</translation>
    </message>
    <message>
        <source>{objective} is edited in its file.</source>
        <translation>{objective} wird in der Datei bearbeitet.</translation>
    </message>
    <message>
        <source>Typed function</source>
        <translation>Eingegebene Funktion</translation>
    </message>
    <message numerus="yes">
        <source>Search {count} function</source>
        <comment>Search {count} functions</comment>
        <translation>
            <numerusform>{count} Funktion durchsuchen</numerusform>
            <numerusform>{count} Funktionen durchsuchen</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose its colour</source>
        <translation>Die Farbe wählen</translation>
    </message>
    <message>
        <source>Show or hide its runs</source>
        <translation>Die Läufe zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>More: rename, duplicate, move, remove …</source>
        <translation>Mehr: umbenennen, verdoppeln, verschieben, entfernen …</translation>
    </message>
    <message>
        <source>Learning rate of {name}</source>
        <translation>Lernrate von {name}</translation>
    </message>
    <message>
        <source>Colour of {name}</source>
        <translation>Farbe von {name}</translation>
    </message>
    <message>
        <source>Show or hide {name}</source>
        <translation>{name} zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Settings of {name}</source>
        <translation>Einstellungen von {name}</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>Mehr zu {name}</translation>
    </message>
    <message>
        <source>Name of the optimizer</source>
        <translation>Name des Optimierers</translation>
    </message>
    <message>
        <source>Click to look at its first update in Calculus</source>
        <translation>Klicken, um seine erste Änderung in der Analysis anzusehen</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Lernratenplan</translation>
    </message>
    <message>
        <source>With which it runs: the experiment&apos;s, or one of its own.</source>
        <translation>Womit er läuft: mit dem des Experiments oder mit einem eigenen.</translation>
    </message>
    <message>
        <source>Optimizers</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add an optimizer</source>
        <translation>Einen Optimierer hinzufügen</translation>
    </message>
    <message>
        <source>Add all that are missing</source>
        <translation>Alle hinzufügen, die fehlen</translation>
    </message>
    <message>
        <source>Point at an optimizer, or go to its row, to remove it.</source>
        <translation>Um einen Optimierer zu entfernen, auf ihn zeigen oder in seine Zeile gehen.</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>Farbe …</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>Ersetzen …</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Verdoppeln</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Move Up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move Down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Show only this</source>
        <translation>Nur diesen zeigen</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Remove all others</source>
        <translation>Alle anderen entfernen</translation>
    </message>
    <message numerus="yes">
        <source>Search {count} optimizer</source>
        <comment>Search {count} optimizers</comment>
        <translation>
            <numerusform>{count} Optimierer durchsuchen</numerusform>
            <numerusform>{count} Optimierer durchsuchen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add the {count} that is missing</source>
        <comment>Add all {count} that are missing</comment>
        <translation>
            <numerusform>Den {count} fehlenden hinzufügen</numerusform>
            <numerusform>Alle {count} fehlenden hinzufügen</numerusform>
        </translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Pfeile</translation>
    </message>
    <message>
        <source>Arrows downhill: the negative gradient</source>
        <translation>Pfeile bergab: der negative Gradient</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Names of the optimizers at the ends of their lines</source>
        <translation>Namen der Optimierer an den Enden ihrer Linien</translation>
    </message>
    <message>
        <source>Which of the runs is explained; a click on a run of the map chooses it too.</source>
        <translation>Welcher der Läufe erklärt wird; auch ein Klick auf einen Lauf der Karte wählt ihn.</translation>
    </message>
    <message>
        <source>Number of the run</source>
        <translation>Nummer des Laufs</translation>
    </message>
    <message>
        <source>run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>of {runs}</source>
        <translation>von {runs}</translation>
    </message>
    <message>
        <source>The number of a run is a whole number.</source>
        <translation>Die Nummer eines Laufs ist eine ganze Zahl.</translation>
    </message>
    <message>
        <source>There are runs 1 to {number}.</source>
        <translation>Es gibt die Läufe 1 bis {number}.</translation>
    </message>
    <message>
        <source>{schedule}, warmup {steps}</source>
        <translation>{schedule}, Aufwärmen {steps}</translation>
    </message>
    <message numerus="yes">
        <source>{first} and {count} more</source>
        <comment>{first} and {count} more</comment>
        <translation>
            <numerusform>{first} und {count} weiterer</numerusform>
            <numerusform>{first} und {count} weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{all}; {count} has its own</source>
        <comment>{all}; {count} have their own</comment>
        <translation>
            <numerusform>{all}; {count} hat einen eigenen</numerusform>
            <numerusform>{all}; {count} haben eigene</numerusform>
        </translation>
    </message>
    <message>
        <source>{settings}: drag the point sideways. A double click brings back the default.</source>
        <translation>{settings}: den Punkt seitwärts ziehen. Ein Doppelklick stellt die Voreinstellung wieder her.</translation>
    </message>
    <message>
        <source>{settings}: drag the point up and down. A double click brings back the default.</source>
        <translation>{settings}: den Punkt auf und ab ziehen. Ein Doppelklick stellt die Voreinstellung wieder her.</translation>
    </message>
    <message>
        <source>{settings}: drag the point sideways or up and down. A double click brings back the default.</source>
        <translation>{settings}: den Punkt seitwärts oder auf und ab ziehen. Ein Doppelklick stellt die Voreinstellung wieder her.</translation>
    </message>
    <message>
        <source>factor of the learning rate</source>
        <translation>Faktor der Lernrate</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>{setting} and {other}</source>
        <translation>{setting} und {other}</translation>
    </message>
    <message>
        <source>Point of the curve for {settings}</source>
        <translation>Punkt der Kurve für {settings}</translation>
    </message>
    <message>
        <source>Curve of the learning rate over the steps</source>
        <translation>Kurve der Lernrate über den Schritten</translation>
    </message>
    <message>
        <source>factor {factor} at step {step}</source>
        <translation>Faktor {factor} bei Schritt {step}</translation>
    </message>
    <message>
        <source>rate {rate} at step {step}</source>
        <translation>Rate {rate} bei Schritt {step}</translation>
    </message>
    <message numerus="yes">
        <source>{count} step</source>
        <comment>{count} steps</comment>
        <translation>
            <numerusform>{count} Schritt</numerusform>
            <numerusform>{count} Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>The experiment&apos;s</source>
        <translation>Wie im Experiment</translation>
    </message>
    <message>
        <source>Runs with the schedule of the experiment.</source>
        <translation>Läuft mit dem Lernratenplan des Experiments.</translation>
    </message>
    <message>
        <source>Search the schedules</source>
        <translation>Lernratenpläne durchsuchen</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Updates of each run.</source>
        <translation>Aktualisierungen jedes Laufs.</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>How often each training sample is seen.</source>
        <translation>Wie oft jeder Trainingsdatenpunkt gesehen wird.</translation>
    </message>
    <message>
        <source>target loss</source>
        <translation>Zielverlust</translation>
    </message>
    <message>
        <source>A run whose loss is at or below it has converged. Empty: none has.</source>
        <translation>Ein Lauf, dessen Verlust nicht darüber liegt, ist konvergiert. Leer: keiner ist es.</translation>
    </message>
    <message>
        <source>gradient tolerance</source>
        <translation>Gradiententoleranz</translation>
    </message>
    <message>
        <source>So has a run whose gradient norm is at or below it. Empty: what suits the precision.</source>
        <translation>Ebenso ein Lauf, dessen Gradientennorm nicht darüber liegt. Leer: was zur Genauigkeit passt.</translation>
    </message>
    <message>
        <source>divergence limit</source>
        <translation>Divergenzgrenze</translation>
    </message>
    <message>
        <source>A run whose loss is larger, up or down, has diverged.</source>
        <translation>Ein Lauf, dessen Verlust betragsmäßig größer ist, ist divergiert.</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>single (float32)</source>
        <translation>einfach (float32)</translation>
    </message>
    <message>
        <source>double (float64)</source>
        <translation>doppelt (float64)</translation>
    </message>
    <message>
        <source>stop condition</source>
        <translation>Stoppbedingung</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>untitled</source>
        <translation>ohne Titel</translation>
    </message>
    <message>
        <source>The title of the experiment, in its file and its pictures</source>
        <translation>Der Titel des Experiments, in der Datei und auf Bildern</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>results keep the last parameters</source>
        <translation>Ergebnisse mit letzten Parametern</translation>
    </message>
    <message>
        <source>Those of very many networks can fill a disk.</source>
        <translation>Die von sehr vielen Netzen können eine Festplatte füllen.</translation>
    </message>
    <message>
        <source>results have {measure}</source>
        <translation>Ergebnisse haben {measure}</translation>
    </message>
    <message>
        <source>batch, noise seed</source>
        <translation>Seed für Batches, Rauschen</translation>
    </message>
    <message>
        <source>noise seed</source>
        <translation>Seed des Rauschens</translation>
    </message>
    <message>
        <source>A run has converged at the first step at which it holds: {condition}</source>
        <translation>Ein Lauf ist beim ersten Schritt konvergiert, bei dem sie gilt: {condition}</translation>
    </message>
    <message>
        <source>A run has converged at the first step at which it holds: {condition}. The loss is that of all training samples.</source>
        <translation>Ein Lauf ist beim ersten Schritt konvergiert, bei dem sie gilt: {condition}. Der Verlust ist der aller Trainingsbeispiele.</translation>
    </message>
    <message>
        <source>noise {noise}</source>
        <translation>Rauschen {noise}</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>The landscape from above (S: the next of these)</source>
        <translation>Die Landschaft von oben (S: die nächste von diesen)</translation>
    </message>
    <message>
        <source>Surface</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>The landscape from the side, to be turned (S: the next of these)</source>
        <translation>Die Landschaft von der Seite, drehbar (S: die nächste von diesen)</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beides</translation>
    </message>
    <message>
        <source>The map and the surface, which show the same part (S: the next of these)</source>
        <translation>Karte und Fläche, die denselben Ausschnitt zeigen (S: die nächste von diesen)</translation>
    </message>
    <message>
        <source>The part of the axis that the map shows and starts are spread over.</source>
        <translation>Der Teil der Achse, den die Karte zeigt und über den Starts verteilt werden.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Runs start at points that you give</source>
        <translation>Läufe beginnen an gegebenen Punkten</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Gitter</translation>
    </message>
    <message>
        <source>Runs start where lines across the domain cross</source>
        <translation>Läufe beginnen, wo sich Linien durch den Bereich kreuzen</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>Wolke</translation>
    </message>
    <message>
        <source>Runs start at random places of the domain</source>
        <translation>Läufe beginnen an zufälligen Stellen des Bereichs</translation>
    </message>
    <message>
        <source>domain of {name}</source>
        <translation>Bereich von {name}</translation>
    </message>
    <message>
        <source>{name} needs two bounds, such as -2, 2.</source>
        <translation>{name} braucht zwei Grenzen, etwa -2, 2.</translation>
    </message>
    <message numerus="yes">
        <source>{count} run, seed {seed}</source>
        <comment>{count} runs, seed {seed}</comment>
        <translation>
            <numerusform>{count} Lauf, Seed {seed}</numerusform>
            <numerusform>{count} Läufe, Seed {seed}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} run</source>
        <comment>{count} runs</comment>
        <translation>
            <numerusform>{count} Lauf</numerusform>
            <numerusform>{count} Läufe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} point</source>
        <comment>{count} points</comment>
        <translation>
            <numerusform>{count} Punkt</numerusform>
            <numerusform>{count} Punkte</numerusform>
        </translation>
    </message>
    <message>
        <source>Runs start where lines cross.</source>
        <translation>Läufe beginnen, wo sich Linien kreuzen.</translation>
    </message>
    <message>
        <source>Runs of each optimizer.</source>
        <translation>Läufe jedes Optimierers.</translation>
    </message>
    <message>
        <source>Another seed draws other starts.</source>
        <translation>Ein anderer Seed zieht andere Starts.</translation>
    </message>
    <message>
        <source>The part of the axis that starts are spread over. Empty: its domain.</source>
        <translation>Der Teil der Achse, über den Starts verteilt werden. Leer: ihr Bereich.</translation>
    </message>
    <message>
        <source>domain</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>{name} from, to</source>
        <translation>{name} von, bis</translation>
    </message>
    <message>
        <source>{name} needs two bounds, such as -2, 2, or none.</source>
        <translation>{name} braucht zwei Grenzen, etwa -2, 2, oder keine.</translation>
    </message>
    <message>
        <source>{runs} of each optimizer</source>
        <translation>{runs} je Optimierer</translation>
    </message>
    <message>
        <source>lines of {name}</source>
        <translation>Linien von {name}</translation>
    </message>
    <message>
        <source>Draw other starts</source>
        <translation>Andere Starts ziehen</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Click {where} to move {point} there, Shift+click to add one; drag the mark of a point to move it.</source>
        <translation>Ein Klick auf {where} verschiebt {point} dorthin, Umschalt+Klick fügt einen hinzu; die Marke eines Punktes ziehen verschiebt ihn.</translation>
    </message>
    <message>
        <source>Start points</source>
        <translation>Startpunkte</translation>
    </message>
    <message>
        <source>Delete removes the selected points</source>
        <translation>Entf entfernt die ausgewählten Punkte</translation>
    </message>
    <message>
        <source>Add a point, somewhere in the domain</source>
        <translation>Irgendwo im Bereich einen Punkt hinzufügen</translation>
    </message>
    <message>
        <source>Add point</source>
        <translation>Punkt hinzufügen</translation>
    </message>
    <message>
        <source>Remove the selected points (Delete, in the list)</source>
        <translation>Die ausgewählten Punkte entfernen (Entf, in der Liste)</translation>
    </message>
    <message>
        <source>the curve</source>
        <translation>die Kurve</translation>
    </message>
    <message>
        <source>the map</source>
        <translation>die Karte</translation>
    </message>
    <message>
        <source>the point</source>
        <translation>den Punkt</translation>
    </message>
    <message>
        <source>the selected point</source>
        <translation>den ausgewählten Punkt</translation>
    </message>
    <message>
        <source>Other Colour…</source>
        <translation>Andere Farbe …</translation>
    </message>
    <message>
        <source>Usual Colour</source>
        <translation>Übliche Farbe</translation>
    </message>
    <message>
        <source>Colour of the Optimizer</source>
        <translation>Farbe des Optimierers</translation>
    </message>
    <message>
        <source>Back to step 0 (R)</source>
        <translation>Zurück zu Schritt 0 (R)</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>Abspielen oder anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>One step back (,)</source>
        <translation>Ein Schritt zurück (,)</translation>
    </message>
    <message>
        <source>One step (.)</source>
        <translation>Ein Schritt (.)</translation>
    </message>
    <message>
        <source>Rewind to any step that was recorded</source>
        <translation>Zu jedem aufgezeichneten Schritt zurückgehen</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Steps per second</source>
        <translation>Schritte pro Sekunde</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Steps of all runs together, computed in a second</source>
        <translation>Schritte aller Läufe zusammen, in einer Sekunde berechnet</translation>
    </message>
    <message>
        <source>epoch {epoch}</source>
        <translation>Epoche {epoch}</translation>
    </message>
    <message numerus="yes">
        <source>{step} of {count} step</source>
        <comment>{step} of {count} steps</comment>
        <translation>
            <numerusform>{step} von {count} Schritt</numerusform>
            <numerusform>{step} von {count} Schritten</numerusform>
        </translation>
    </message>
    <message>
        <source>full speed</source>
        <translation>volles Tempo</translation>
    </message>
    <message>
        <source>{number} steps/s</source>
        <translation>{number} Schritte/s</translation>
    </message>
    <message>
        <source>{number} run-steps/s</source>
        <translation>{number} Laufschritte/s</translation>
    </message>
    <message>
        <source>Another seed draws other weights.</source>
        <translation>Ein anderer Seed zieht andere Gewichte.</translation>
    </message>
    <message>
        <source>given exactly</source>
        <translation>genau vorgegeben</translation>
    </message>
    <message>
        <source>Draw other weights</source>
        <translation>Andere Gewichte ziehen</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>biases</source>
        <translation>Bias-Werte</translation>
    </message>
    <message numerus="yes">
        <source>{weights}, {count} seed</source>
        <comment>{weights}, {count} seeds</comment>
        <translation>
            <numerusform>{weights}, {count} Seed</numerusform>
            <numerusform>{weights}, {count} Seeds</numerusform>
        </translation>
    </message>
    <message>
        <source>{weights}, seed {seed}</source>
        <translation>{weights}, Seed {seed}</translation>
    </message>
    <message>
        <source>One file at a time can be opened; drop a single one.</source>
        <translation>Es lässt sich nur eine Datei auf einmal öffnen; eine einzelne ablegen.</translation>
    </message>
    <message>
        <source>Something went wrong: {error}. Your experiment is kept.</source>
        <translation>Etwas ist schiefgegangen: {error}. Das Experiment bleibt erhalten.</translation>
    </message>
    <message>
        <source>Details are in {file}.</source>
        <translation>Einzelheiten stehen in {file}.</translation>
    </message>
    <message>
        <source>{name} in pixels, from 1 to {most}</source>
        <translation>{name} in Pixeln, von 1 bis {most}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>The file that is written</source>
        <translation>Die Datei, die geschrieben wird</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose a folder and a name</source>
        <translation>Einen Ordner und einen Namen wählen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>A file of this name is replaced.</source>
        <translation>Eine Datei dieses Namens wird ersetzt.</translation>
    </message>
    <message>
        <source>The file&apos;s name must end in {suffix}.</source>
        <translation>Der Name der Datei muss auf {suffix} enden.</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>Exporte</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Share of the export that is done</source>
        <translation>Anteil des Exports, der fertig ist</translation>
    </message>
    <message>
        <source>Stop the export; nothing of it is left</source>
        <translation>Den Export abbrechen; nichts von ihm bleibt übrig</translation>
    </message>
    <message>
        <source>Stop the export</source>
        <translation>Den Export abbrechen</translation>
    </message>
    <message>
        <source>There is not enough memory for the export.</source>
        <translation>Für den Export reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>The export failed: {error}</source>
        <translation>Der Export ist gescheitert: {error}</translation>
    </message>
    <message>
        <source>Exporting {name}: {share}</source>
        <translation>{name} wird exportiert: {share}</translation>
    </message>
    <message>
        <source>{exporting}, about {time} left</source>
        <translation>{exporting}, noch etwa {time}</translation>
    </message>
    <message>
        <source>Stop the export of {name}?</source>
        <translation>Den Export von {name} abbrechen?</translation>
    </message>
    <message>
        <source>Nothing of it is left if the window closes now.</source>
        <translation>Wenn sich das Fenster jetzt schließt, bleibt nichts von ihm übrig.</translation>
    </message>
    <message>
        <source>Stop and Close</source>
        <translation>Abbrechen und schließen</translation>
    </message>
    <message>
        <source>{name} was not exported</source>
        <translation>{name} wurde nicht exportiert</translation>
    </message>
    <message>
        <source>A stored result has its runs already; Ctrl+E exports a picture of it</source>
        <translation>Ein gespeichertes Ergebnis hat seine Läufe schon; Strg+E exportiert ein Bild davon</translation>
    </message>
    <message>
        <source>The map is being computed: export it in a moment</source>
        <translation>Die Karte wird gerade berechnet: gleich noch einmal exportieren</translation>
    </message>
    <message>
        <source>Copied as a picture</source>
        <translation>Als Bild kopiert</translation>
    </message>
    <message>
        <source>An export is running; wait for it, or stop it</source>
        <translation>Ein Export läuft; auf ihn warten oder ihn abbrechen</translation>
    </message>
    <message>
        <source>Runs and curves</source>
        <translation>Läufe und Kurven</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>{about}: {result} of {optimizer}</source>
        <translation>{about}: {result} von {optimizer}</translation>
    </message>
    <message>
        <source>Exported {name}</source>
        <translation>{name} exportiert</translation>
    </message>
    <message>
        <source>All that can be opened</source>
        <translation>Alles, was geöffnet werden kann</translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation>Experimente</translation>
    </message>
    <message>
        <source>Results and sweeps</source>
        <translation>Ergebnisse und Sweeps</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Where all values and slopes are read.</source>
        <translation>Wo alle Werte und Steigungen abgelesen werden.</translation>
    </message>
    <message>
        <source>Point of all functions</source>
        <translation>Punkt aller Funktionen</translation>
    </message>
    <message>
        <source>at x =</source>
        <translation>bei x =</translation>
    </message>
    <message>
        <source>Drag over any of them: the point moves over all.</source>
        <translation>Über eine davon ziehen: Der Punkt bewegt sich auf allen.</translation>
    </message>
    <message>
        <source>x must be a number from −3 to 3.</source>
        <translation>x muss eine Zahl von −3 bis 3 sein.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Look at it closely: tangent, secants and slope</source>
        <translation>Genau ansehen: Tangente, Sekanten und Steigung</translation>
    </message>
    <message>
        <source>Open {function}</source>
        <translation>{function} öffnen</translation>
    </message>
    <message>
        <source>Open a stored sweep</source>
        <translation>Einen gespeicherten Sweep öffnen</translation>
    </message>
    <message>
        <source>Save the experiment</source>
        <translation>Das Experiment speichern</translation>
    </message>
    <message>
        <source>Copied as Python</source>
        <translation>Als Python kopiert</translation>
    </message>
    <message>
        <source>Copied as TOML</source>
        <translation>Als TOML kopiert</translation>
    </message>
    <message>
        <source>Copied as a share string</source>
        <translation>Als Austauschtext kopiert</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message>
        <source>the experiment</source>
        <translation>das Experiment</translation>
    </message>
    <message>
        <source>{first} and {second}</source>
        <translation>{first} und {second}</translation>
    </message>
    <message>
        <source>Save the edits to {name}?</source>
        <translation>Änderungen speichern: {name}?</translation>
    </message>
    <message>
        <source>They are lost if they are not saved.</source>
        <translation>Ungespeichert gehen sie verloren.</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Back one step</source>
        <translation>Einen Schritt zurück</translation>
    </message>
    <message>
        <source>One step forward</source>
        <translation>Einen Schritt vor</translation>
    </message>
    <message>
        <source>Look at no run (Escape)</source>
        <translation>Keinen Lauf ansehen (Esc)</translation>
    </message>
    <message>
        <source>Follow this advice; Edit &gt; Undo takes it back</source>
        <translation>Diesem Rat folgen; Bearbeiten &gt; Rückgängig nimmt es zurück</translation>
    </message>
    <message>
        <source>It is being computed.</source>
        <translation>Wird berechnet.</translation>
    </message>
    <message>
        <source>Next step: update {number}</source>
        <translation>Nächster Schritt: Aktualisierung {number}</translation>
    </message>
    <message numerus="yes">
        <source>The run ended after {count} step.</source>
        <comment>The run ended after {count} steps.</comment>
        <translation>
            <numerusform>Der Lauf endete nach {count} Schritt.</numerusform>
            <numerusform>Der Lauf endete nach {count} Schritten.</numerusform>
        </translation>
    </message>
    <message>
        <source>No next step</source>
        <translation>Kein nächster Schritt</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Best run again</source>
        <translation>Wieder der beste Lauf</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Zoom in and out</source>
        <translation>Vergrößern und verkleinern</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Move the picture, or a start</source>
        <translation>Das Bild oder einen Start verschieben</translation>
    </message>
    <message>
        <source>Drag, Arrows, Home</source>
        <translation>Ziehen, Pfeiltasten, Pos1</translation>
    </message>
    <message>
        <source>Turn the surface, and back</source>
        <translation>Die Fläche drehen, und zurück</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>Start there, or read a pixel</source>
        <translation>Dort starten oder ein Pixel ablesen</translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation>Umschalt+Klick</translation>
    </message>
    <message>
        <source>Start there as well</source>
        <translation>Auch dort starten</translation>
    </message>
    <message>
        <source>Double click, Enter</source>
        <translation>Doppelklick, Eingabe</translation>
    </message>
    <message>
        <source>Open a pixel&apos;s run</source>
        <translation>Den Lauf eines Pixels öffnen</translation>
    </message>
    <message>
        <source>Backspace, Shift+Backspace</source>
        <translation>Rücktaste, Umschalt+Rücktaste</translation>
    </message>
    <message>
        <source>Back and forward on a map</source>
        <translation>Auf einer Karte zurück und vor</translation>
    </message>
    <message>
        <source>E</source>
        <translation>E</translation>
    </message>
    <message>
        <source>Zoom into the edge of a map</source>
        <translation>Den Rand einer Karte vergrößern</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Use what was typed</source>
        <translation>Das Eingegebene verwenden</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Es zurücknehmen</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Auf, Ab</translation>
    </message>
    <message>
        <source>Next value of a ladder</source>
        <translation>Nächster Wert einer Stufenfolge</translation>
    </message>
    <message>
        <source>Page Up, Page Down</source>
        <translation>Bild auf, Bild ab</translation>
    </message>
    <message>
        <source>The same in large steps</source>
        <translation>Dasselbe in großen Schritten</translation>
    </message>
    <message>
        <source>Alt+Up, Alt+Down</source>
        <translation>Alt+Auf, Alt+Ab</translation>
    </message>
    <message>
        <source>Move the optimizer in the list</source>
        <translation>Den Optimierer in der Liste verschieben</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Next field</source>
        <translation>Nächstes Feld</translation>
    </message>
    <message>
        <source>Alt+X, Alt+Y</source>
        <translation>Alt+X, Alt+Y</translation>
    </message>
    <message>
        <source>Make it an axis of the map</source>
        <translation>Zu einer Achse der Karte machen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>{key} or {other}</source>
        <translation>{key} oder {other}</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Amber</source>
        <translation>Bernstein</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Vermilion</source>
        <translation>Zinnober</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>Rosa</translation>
    </message>
    <message>
        <source>Sky blue</source>
        <translation>Himmelblau</translation>
    </message>
    <message>
        <source>Indigo</source>
        <translation>Indigo</translation>
    </message>
    <message>
        <source>Wine red</source>
        <translation>Weinrot</translation>
    </message>
    <message>
        <source>Olive</source>
        <translation>Oliv</translation>
    </message>
    <message>
        <source>Dark green</source>
        <translation>Dunkelgrün</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>converged</source>
        <translation>konvergiert</translation>
    </message>
    <message>
        <source>stalled</source>
        <translation>stagniert</translation>
    </message>
    <message>
        <source>oscillating</source>
        <translation>oszilliert</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>divergiert</translation>
    </message>
    <message>
        <source>improving</source>
        <translation>sinkt noch</translation>
    </message>
    <message>
        <source>Picture (.png)</source>
        <translation>Bild (.png)</translation>
    </message>
    <message>
        <source>Stored sweep (.zarr)</source>
        <translation>Gespeicherter Sweep (.zarr)</translation>
    </message>
    <message>
        <source>Export the Map</source>
        <translation>Die Karte exportieren</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Axes and colour bar</source>
        <translation>Achsen und Farbskala</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Width × height</source>
        <translation>Breite × Höhe</translation>
    </message>
    <message>
        <source>Around it</source>
        <translation>Darum herum</translation>
    </message>
    <message>
        <source>Width and height are whole numbers from 1 to {most}.</source>
        <translation>Breite und Höhe sind ganze Zahlen von 1 bis {most}.</translation>
    </message>
    <message numerus="yes">
        <source>{count} run, one for each pixel.</source>
        <comment>{count} runs, one for each pixel.</comment>
        <translation>
            <numerusform>{count} Lauf, einer je Pixel.</numerusform>
            <numerusform>{count} Läufe, einer je Pixel.</numerusform>
        </translation>
    </message>
    <message>
        <source>The sweep opens in the window as a map, and in Python with gd.load.</source>
        <translation>Der Sweep öffnet sich im Fenster als Karte, in Python mit gd.load.</translation>
    </message>
    <message>
        <source>Edge of stability: the largest learning rate at which small errors shrink</source>
        <translation>Stabilitätsgrenze: die größte Lernrate, bei der kleine Fehler schrumpfen</translation>
    </message>
    <message>
        <source>Show what is worth seeing first</source>
        <translation>Zeigen, was zuerst sehenswert ist</translation>
    </message>
    <message>
        <source>Zoom into the edge of what diverges (E)</source>
        <translation>Den Rand des Divergierenden vergrößern (E)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>A picture of any size, or a sweep: a run for each pixel</source>
        <translation>Ein Bild beliebiger Größe oder ein Sweep: ein Lauf je Pixel</translation>
    </message>
    <message>
        <source>Edge of stability</source>
        <translation>Stabilitätsgrenze</translation>
    </message>
    <message>
        <source>Overview of the first view, in a corner while zoomed</source>
        <translation>Überblick über die erste Ansicht, beim Vergrößern in einer Ecke</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Show a second map beside it, of another result or optimizer</source>
        <translation>Eine zweite Karte daneben zeigen, von einem anderen Ergebnis oder Optimierer</translation>
    </message>
    <message>
        <source>This setting cannot be an axis of the map.</source>
        <translation>Diese Einstellung kann keine Achse der Karte sein.</translation>
    </message>
    <message>
        <source>This experiment has no such result or optimizer for its map.</source>
        <translation>Dieses Experiment hat kein solches Ergebnis oder keinen solchen Optimierer für seine Karte.</translation>
    </message>
    <message>
        <source>The two maps do not both have these axes; close the second one first.</source>
        <translation>Nicht beide Karten haben diese Achsen; zuerst die zweite schließen.</translation>
    </message>
    <message>
        <source>There is no edge in view: all or none of the runs diverge.</source>
        <translation>Es ist kein Rand zu sehen: alle Läufe divergieren oder keiner.</translation>
    </message>
    <message>
        <source>D&amp;escent</source>
        <translation>&amp;Abstieg</translation>
    </message>
    <message>
        <source>Calculu&amp;s</source>
        <translation>&amp;Analysis</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>&amp;Netz</translation>
    </message>
    <message>
        <source>&amp;Map</source>
        <translation>&amp;Karte</translation>
    </message>
    <message>
        <source>Landscape as M&amp;ap</source>
        <translation>Landschaft als Kar&amp;te</translation>
    </message>
    <message>
        <source>Landscape as S&amp;urface</source>
        <translation>Landschaft als &amp;Fläche</translation>
    </message>
    <message>
        <source>Landscape as B&amp;oth</source>
        <translation>Landschaft als &amp;beides</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>Like the S&amp;ystem</source>
        <translation>Wie das S&amp;ystem</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Copy as &amp;Python</source>
        <translation>Als &amp;Python kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;TOML</source>
        <translation>Als &amp;TOML kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;Share String</source>
        <translation>Als &amp;Austauschtext kopieren</translation>
    </message>
    <message>
        <source>Copy as P&amp;icture</source>
        <translation>Als &amp;Bild kopieren</translation>
    </message>
    <message>
        <source>Open Copied Share Strin&amp;g</source>
        <translation>Kopierten Austauschtext &amp;öffnen</translation>
    </message>
    <message>
        <source>Re&amp;move Optimizer</source>
        <translation>Optimierer &amp;entfernen</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Lauf</translation>
    </message>
    <message>
        <source>&amp;Play or Pause</source>
        <translation>&amp;Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>&amp;Step</source>
        <translation>&amp;Schritt</translation>
    </message>
    <message>
        <source>Step &amp;Back</source>
        <translation>Schritt &amp;zurück</translation>
    </message>
    <message>
        <source>&amp;Reset</source>
        <translation>Zurüc&amp;ksetzen</translation>
    </message>
    <message>
        <source>&amp;Go On after Edits</source>
        <translation>Nach Änderungen &amp;weiterlaufen</translation>
    </message>
    <message>
        <source>Look at the &amp;Best Run</source>
        <translation>Den &amp;besten Lauf ansehen</translation>
    </message>
    <message>
        <source>Edits take effect from this step on; else runs start over</source>
        <translation>Änderungen wirken ab diesem Schritt; sonst beginnen Läufe neu</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Search Commands…</source>
        <translation>Befehle &amp;suchen …</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>Zwischen hell und dunkel wechseln</translation>
    </message>
    <message>
        <source>&amp;Compute on</source>
        <translation>Be&amp;rechnen auf</translation>
    </message>
    <message>
        <source>&amp;Documentation</source>
        <translation>&amp;Dokumentation</translation>
    </message>
    <message>
        <source>&amp;About gdsim</source>
        <translation>&amp;Über gdsim</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>&amp;Neu</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Open S&amp;weep…</source>
        <translation>S&amp;weep öffnen …</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>Save &amp;As…</source>
        <translation>Speichern &amp;unter …</translation>
    </message>
    <message>
        <source>&amp;Export Picture…</source>
        <translation>&amp;Bild exportieren …</translation>
    </message>
    <message>
        <source>Export &amp;Map…</source>
        <translation>&amp;Karte exportieren …</translation>
    </message>
    <message>
        <source>Export Pa&amp;ge…</source>
        <translation>&amp;Seite exportieren …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Exa&amp;mples</source>
        <translation>Be&amp;ispiele</translation>
    </message>
    <message>
        <source>Copy as &amp;Training Code</source>
        <translation>Als &amp;Trainingscode kopieren</translation>
    </message>
    <message>
        <source>&amp;Clear the List</source>
        <translation>Liste &amp;leeren</translation>
    </message>
    <message>
        <source>&amp;Lessons</source>
        <translation>&amp;Lektionen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Ne&amp;xt View</source>
        <translation>&amp;Nächste Ansicht</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>F&amp;old the Settings</source>
        <translation>E&amp;instellungen einklappen</translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>&amp;Larger Type</source>
        <translation>&amp;Größere Schrift</translation>
    </message>
    <message>
        <source>S&amp;maller Type</source>
        <translation>Kleinere &amp;Schrift</translation>
    </message>
    <message>
        <source>&amp;Usual Type</source>
        <translation>&amp;Übliche Schrift</translation>
    </message>
    <message>
        <source>&amp;Presentation Size</source>
        <translation>P&amp;räsentationsgröße</translation>
    </message>
    <message>
        <source>across, in a random direction</source>
        <translation>quer, in zufälliger Richtung</translation>
    </message>
    <message>
        <source>first principal direction</source>
        <translation>erste Hauptrichtung</translation>
    </message>
    <message>
        <source>second principal direction</source>
        <translation>zweite Hauptrichtung</translation>
    </message>
    <message>
        <source>runs need a point to start at; add another one before removing this</source>
        <translation>Läufe brauchen einen Startpunkt; vor dem Entfernen einen anderen hinzufügen</translation>
    </message>
    <message>
        <source>each of several points has one number here, got {value}</source>
        <translation>jeder von mehreren Punkten hat hier eine Zahl, nicht {value}</translation>
    </message>
    <message>
        <source>No {setting} that is seen is allowed; zoom out first.</source>
        <translation>Was von {setting} zu sehen ist, ist nicht erlaubt; zuerst verkleinern.</translation>
    </message>
    <message>
        <source>{file} is neither an experiment (.toml), nor a sweep or result (.zarr, .nc), nor data (.csv, .tsv, .arff, .svm, .npz, .npy).</source>
        <translation>{file} ist weder ein Experiment (.toml) noch ein Sweep oder Ergebnis (.zarr, .nc) noch Daten (.csv, .tsv, .arff, .svm, .npz, .npy).</translation>
    </message>
    <message>
        <source>What was given</source>
        <translation>Das Gegebene</translation>
    </message>
    <message>
        <source>{number} of them to test</source>
        <translation>{number} davon zum Testen</translation>
    </message>
    <message numerus="yes">
        <source>{count} input ({names})</source>
        <comment>{count} inputs ({names})</comment>
        <translation>
            <numerusform>{count} Eingabe ({names})</numerusform>
            <numerusform>{count} Eingaben ({names})</numerusform>
        </translation>
    </message>
    <message>
        <source>values to predict</source>
        <translation>Werte vorherzusagen</translation>
    </message>
    <message numerus="yes">
        <source>{count} class ({names})</source>
        <comment>{count} classes ({names})</comment>
        <translation>
            <numerusform>{count} Klasse ({names})</numerusform>
            <numerusform>{count} Klassen ({names})</numerusform>
        </translation>
    </message>
    <message>
        <source>Two spirals wound around each other</source>
        <translation>Zwei ineinander gewundene Spiralen</translation>
    </message>
    <message>
        <source>Own data</source>
        <translation>Eigene Daten</translation>
    </message>
    <message>
        <source>Learning rate {value}</source>
        <translation>Lernrate {value}</translation>
    </message>
    <message>
        <source>{value} steps</source>
        <translation>{value} Schritte</translation>
    </message>
    <message>
        <source>{value} schedule</source>
        <translation>Lernratenplan {value}</translation>
    </message>
    <message>
        <source>Save the experiment first: a script can only load the array of {setting} from its file.</source>
        <translation>Zuerst das Experiment speichern: ein Skript kann das Array von {setting} nur aus der Datei laden.</translation>
    </message>
    <message>
        <source>This is no share string: it would begin with {prefix}</source>
        <translation>Das ist kein Austauschtext: er würde mit {prefix} beginnen</translation>
    </message>
    <message>
        <source>The share string is damaged: a part of it is missing or was changed.</source>
        <translation>Der Austauschtext ist beschädigt: ein Teil fehlt oder wurde verändert.</translation>
    </message>
    <message>
        <source>A share string cannot carry the experiment&apos;s data file; send both files instead.</source>
        <translation>Ein Austauschtext kann die Datendatei des Experiments nicht enthalten; stattdessen beide Dateien senden.</translation>
    </message>
    <message>
        <source>The experiment is too long for a share string; send its file instead.</source>
        <translation>Das Experiment ist zu lang für einen Austauschtext; stattdessen die Datei senden.</translation>
    </message>
    <message>
        <source>The share string was made by another version of gdsim.</source>
        <translation>Der Austauschtext stammt von einer anderen Version von gdsim.</translation>
    </message>
    <message>
        <source>A share string has at most {most} characters.</source>
        <translation>Ein Austauschtext hat höchstens {most} Zeichen.</translation>
    </message>
    <message>
        <source>A share string may not name files, and this one does.</source>
        <translation>Ein Austauschtext darf keine Dateien nennen, und dieser tut es.</translation>
    </message>
    <message>
        <source>The share string unpacks to more than an experiment may have.</source>
        <translation>Der Austauschtext enthält entpackt mehr, als ein Experiment haben darf.</translation>
    </message>
    <message>
        <source>This run is not computed yet.</source>
        <translation>Dieser Lauf ist noch nicht berechnet.</translation>
    </message>
    <message>
        <source>gradient noise σ</source>
        <translation>Gradientenrauschen σ</translation>
    </message>
    <message>
        <source>Standard deviation of noise added to each component.</source>
        <translation>Standardabweichung des Rauschens, das zu jeder Komponente kommt.</translation>
    </message>
    <message>
        <source>clip components</source>
        <translation>Komponenten begrenzen</translation>
    </message>
    <message>
        <source>Empty: no clipping.</source>
        <translation>Leer: keine Begrenzung.</translation>
    </message>
    <message>
        <source>clip the norm</source>
        <translation>Norm begrenzen</translation>
    </message>
    <message>
        <source>Of the gradient noise.</source>
        <translation>Für das Gradientenrauschen.</translation>
    </message>
    <message>
        <source>start: {name}</source>
        <translation>Start: {name}</translation>
    </message>
    <message>
        <source>The experiment was not saved: {error}</source>
        <translation>Das Experiment wurde nicht gespeichert: {error}</translation>
    </message>
    <message>
        <source>An experiment needs at least one optimizer; add another before removing this.</source>
        <translation>Ein Experiment braucht mindestens einen Optimierer; vor dem Entfernen einen anderen hinzufügen.</translation>
    </message>
    <message>
        <source>Search commands, functions, optimizers, lessons and examples</source>
        <translation>Befehle, Funktionen, Optimierer, Lektionen und Beispiele suchen</translation>
    </message>
    <message>
        <source>There is nothing for it to do at present.</source>
        <translation>Dafür gibt es gerade nichts zu tun.</translation>
    </message>
    <message>
        <source>function</source>
        <translation>Funktion</translation>
    </message>
    <message>
        <source>add optimizer</source>
        <translation>Optimierer hinzufügen</translation>
    </message>
    <message>
        <source>lesson</source>
        <translation>Lektion</translation>
    </message>
    <message>
        <source>example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Width in pixels</source>
        <translation>Breite in Pixeln</translation>
    </message>
    <message>
        <source>Export a Picture</source>
        <translation>Ein Bild exportieren</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>The width is a whole number from 1 to {most}.</source>
        <translation>Die Breite ist eine ganze Zahl von 1 bis {most}.</translation>
    </message>
    <message>
        <source>A picture has at most {most} pixels along each side.</source>
        <translation>Ein Bild hat höchstens {most} Pixel je Seite.</translation>
    </message>
    <message>
        <source>{width} × {height} pixels.</source>
        <translation>{width} × {height} Pixel.</translation>
    </message>
    <message>
        <source>Press Space to have the runs follow their paths</source>
        <translation>Die Leertaste lässt die Läufe ihren Pfaden folgen</translation>
    </message>
    <message>
        <source>Descent</source>
        <translation>Abstieg</translation>
    </message>
    <message>
        <source>Calculus</source>
        <translation>Analysis</translation>
    </message>
    <message>
        <source>Derivative, gradient and chain rule of a formula, by hand</source>
        <translation>Ableitung, Gradient und Kettenregel einer Formel, von Hand</translation>
    </message>
    <message>
        <source>Hide the settings, or show them again (Ctrl+B)</source>
        <translation>Die Einstellungen verbergen oder wieder zeigen (Strg+B)</translation>
    </message>
    <message>
        <source>Fold the settings</source>
        <translation>Die Einstellungen einklappen</translation>
    </message>
    <message>
        <source>Waiting for the runs: this plane is laid through them</source>
        <translation>Auf die Läufe wird gewartet: diese Ebene geht durch sie</translation>
    </message>
    <message>
        <source>This plane could not be laid through the runs; choose it again</source>
        <translation>Diese Ebene ließ sich nicht durch die Läufe legen; sie noch einmal wählen</translation>
    </message>
    <message>
        <source>{first} and {second} change, the others are as at the start.</source>
        <translation>{first} und {second} ändern sich, die anderen sind wie am Start.</translation>
    </message>
    <message>
        <source>The plane through the start in which the runs move most; choose it again when they have changed.</source>
        <translation>Die Ebene durch den Start, in der sich die Läufe am meisten bewegen; noch einmal wählen, wenn sie sich geändert haben.</translation>
    </message>
    <message>
        <source>Runs are projected onto the plane; a click or a drag moves a start along it.</source>
        <translation>Läufe werden auf die Ebene projiziert; Klicken oder Ziehen verschiebt einen Start in ihr.</translation>
    </message>
    <message>
        <source>Start and minimum</source>
        <translation>Start und Minimum</translation>
    </message>
    <message>
        <source>A random plane through the start and the known minimum; choose it again for another one.</source>
        <translation>Eine zufällige Ebene durch den Start und das bekannte Minimum; noch einmal gewählt, eine andere.</translation>
    </message>
    <message>
        <source>towards the known minimum</source>
        <translation>zum bekannten Minimum hin</translation>
    </message>
    <message>
        <source>{names} at minimum</source>
        <translation>{names} am Minimum</translation>
    </message>
    <message>
        <source>{first} and {second} change, the others are as at the known minimum.</source>
        <translation>{first} und {second} ändern sich, die anderen sind wie am bekannten Minimum.</translation>
    </message>
    <message>
        <source>Start and lowest</source>
        <translation>Start und tiefster Punkt</translation>
    </message>
    <message>
        <source>A random plane through the start and the lowest point of the runs; choose it again for another one.</source>
        <translation>Eine zufällige Ebene durch den Start und den tiefsten Punkt der Läufe; noch einmal gewählt, eine andere.</translation>
    </message>
    <message>
        <source>towards the lowest point of the runs</source>
        <translation>zum tiefsten Punkt der Läufe hin</translation>
    </message>
    <message>
        <source>{names} at lowest</source>
        <translation>{names} am tiefsten Punkt</translation>
    </message>
    <message>
        <source>{first} and {second} change, the others are as at the lowest point of the runs.</source>
        <translation>{first} und {second} ändern sich, die anderen sind wie am tiefsten Punkt der Läufe.</translation>
    </message>
    <message>
        <source>Plane of the map</source>
        <translation>Ebene der Karte</translation>
    </message>
    <message>
        <source>All movement is inside this plane</source>
        <translation>Alle Bewegung liegt in dieser Ebene</translation>
    </message>
    <message>
        <source>Less than 1 % of the movement is outside this plane</source>
        <translation>Weniger als 1 % der Bewegung liegt außerhalb dieser Ebene</translation>
    </message>
    <message>
        <source>More than 99 % of the movement is outside this plane</source>
        <translation>Mehr als 99 % der Bewegung liegen außerhalb dieser Ebene</translation>
    </message>
    <message>
        <source>{percent} % of the movement is outside this plane</source>
        <translation>{percent} % der Bewegung liegen außerhalb dieser Ebene</translation>
    </message>
    <message>
        <source>PCA of the runs</source>
        <translation>PCA der Läufe</translation>
    </message>
    <message>
        <source>There is no map of {count} parameters.

Maps are drawn over the domain of an objective.
The loss curves show every run.</source>
        <translation>Von {count} Parametern gibt es keine Karte.

Karten werden über dem Bereich einer Zielfunktion gezeichnet.
Die Verlustkurven zeigen jeden Lauf.</translation>
    </message>
    <message>
        <source>Show the whole domain (F)</source>
        <translation>Den ganzen Bereich zeigen (F)</translation>
    </message>
    <message>
        <source>What the map is coloured by</source>
        <translation>Wonach die Karte gefärbt ist</translation>
    </message>
    <message>
        <source>Background of the map</source>
        <translation>Hintergrund der Karte</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>Landschaft</translation>
    </message>
    <message>
        <source>Basins of {label}</source>
        <translation>Einzugsgebiete von {label}</translation>
    </message>
    <message>
        <source>Steps of {label}</source>
        <translation>Schritte von {label}</translation>
    </message>
    <message>
        <source>Every run as a pixel, over any two axes; click one to look at it</source>
        <translation>Jeder Lauf als Pixel, über zwei beliebigen Achsen; ein Klick zeigt ihn</translation>
    </message>
    <message>
        <source>median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>least</source>
        <translation>kleinster</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>größter</translation>
    </message>
    <message>
        <source>not computed yet</source>
        <translation>noch nicht berechnet</translation>
    </message>
    <message>
        <source>{name} has no two dimensions with several values, so there is no map of it.</source>
        <translation>{name} hat keine zwei Dimensionen mit mehreren Werten, also gibt es keine Karte davon.</translation>
    </message>
    <message>
        <source>Close the result; its file stays</source>
        <translation>Das Ergebnis schließen; seine Datei bleibt</translation>
    </message>
    <message>
        <source>Close the result</source>
        <translation>Das Ergebnis schließen</translation>
    </message>
    <message>
        <source>Dimension along x</source>
        <translation>Dimension entlang x</translation>
    </message>
    <message>
        <source>Dimension along y</source>
        <translation>Dimension entlang y</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Of several runs to a pixel</source>
        <translation>Von mehreren Läufen je Pixel</translation>
    </message>
    <message>
        <source>, of several runs the</source>
        <translation>, von mehreren Läufen der Wert:</translation>
    </message>
    <message>
        <source>Turn the arrow: in which direction is the slope largest?</source>
        <translation>Den Pfeil drehen: In welcher Richtung ist die Steigung am größten?</translation>
    </message>
    <message>
        <source>Variable across</source>
        <translation>Variable quer</translation>
    </message>
    <message>
        <source>Variable upwards</source>
        <translation>Variable hoch</translation>
    </message>
    <message>
        <source>Reveal the gradient</source>
        <translation>Den Gradienten aufdecken</translation>
    </message>
    <message>
        <source>Your steepest so far: {degrees}°, with slope {slope}.</source>
        <translation>Bisher am steilsten: {degrees}°, mit Steigung {slope}.</translation>
    </message>
    <message>
        <source>The gradient is {off}° away.</source>
        <translation>Der Gradient ist {off}° entfernt.</translation>
    </message>
    <message>
        <source>No direction is steeper: reveal the gradient.</source>
        <translation>Keine Richtung ist steiler: den Gradienten aufdecken.</translation>
    </message>
    <message>
        <source>across</source>
        <translation>waagrecht</translation>
    </message>
    <message>
        <source>upwards</source>
        <translation>senkrecht</translation>
    </message>
    <message numerus="yes">
        <source>{done} of {count} run computed</source>
        <comment>{done} of {count} runs computed</comment>
        <translation>
            <numerusform>{done} von {count} Lauf berechnet</numerusform>
            <numerusform>{done} von {count} Läufen berechnet</numerusform>
        </translation>
    </message>
    <message>
        <source>{runs}, running</source>
        <translation>{runs}, läuft</translation>
    </message>
    <message>
        <source>There is not enough memory for this result.</source>
        <translation>Für dieses Ergebnis reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>Unsaved edits could not be kept in a file: {error}</source>
        <translation>Ungespeicherte Änderungen konnten nicht in einer Datei aufbewahrt werden: {error}</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Unsaved edits cannot be kept: {error}</source>
        <translation>Ungespeicherte Änderungen können nicht aufbewahrt werden: {error}</translation>
    </message>
    <message>
        <source>d MMMM, HH:mm</source>
        <translation>d. MMMM, HH:mm</translation>
    </message>
    <message>
        <source>Unsaved edits of {name}, {time}, were kept.</source>
        <translation>Ungespeicherte Änderungen von {name}, {time}, wurden aufbewahrt.</translation>
    </message>
    <message>
        <source>The kept edits could not be removed: {error}</source>
        <translation>Die aufbewahrten Änderungen konnten nicht entfernt werden: {error}</translation>
    </message>
    <message>
        <source>target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>output {numbers}</source>
        <translation>Ausgabe {numbers}</translation>
    </message>
    <message>
        <source>share of {name}</source>
        <translation>Anteil von {name}</translation>
    </message>
    <message>
        <source>share of each class</source>
        <translation>Anteil jeder Klasse</translation>
    </message>
    <message>
        <source>by rank</source>
        <translation>nach Rang</translation>
    </message>
    <message>
        <source>log scale</source>
        <translation>log. Skala</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>sharpness</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>Schritt {step}</translation>
    </message>
    <message>
        <source>sharpness {number}</source>
        <translation>Schärfe {number}</translation>
    </message>
    <message>
        <source>stable up to {number}</source>
        <translation>stabil bis {number}</translation>
    </message>
    <message>
        <source>test {number}</source>
        <translation>Test {number}</translation>
    </message>
    <message>
        <source>dashed: test, band: 10–90 %</source>
        <translation>gestrichelt: Test, Band: 10–90 %</translation>
    </message>
    <message>
        <source>dashed: test</source>
        <translation>gestrichelt: Test</translation>
    </message>
    <message>
        <source>computing…</source>
        <translation>wird berechnet …</translation>
    </message>
    <message>
        <source>– – test</source>
        <translation>– – Test</translation>
    </message>
    <message>
        <source>no bound: {names}</source>
        <translation>keine Schranke: {names}</translation>
    </message>
    <message>
        <source>median and 10–90 % of the runs</source>
        <translation>Median und 10–90 % der Läufe</translation>
    </message>
    <message>
        <source>A sample has {count} inputs: too many for a picture of the outputs.
These are the numbers of the run above. Play to train it, click a curve or a row to look at another run, or choose data of fewer inputs at the left.</source>
        <translation>Ein Datenpunkt hat {count} Eingaben: zu viele für ein Bild der Ausgaben.
Dies sind die Zahlen des Laufs oben. Abspielen trainiert ihn, ein Klick auf eine Kurve oder Zeile zeigt einen anderen Lauf, und links lassen sich Daten mit weniger Eingaben wählen.</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>Left: what the network puts out. Right: targets of the samples.</source>
        <translation>Links: was das Netz ausgibt. Rechts: Zielwerte der Datenpunkte.</translation>
    </message>
    <message>
        <source>train loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>test loss</source>
        <translation>Testverlust</translation>
    </message>
    <message>
        <source>train accuracy</source>
        <translation>Trainingsgenauigkeit</translation>
    </message>
    <message>
        <source>test accuracy</source>
        <translation>Testgenauigkeit</translation>
    </message>
    <message>
        <source>diverged at step {step}</source>
        <translation>bei Schritt {step} divergiert</translation>
    </message>
    <message>
        <source>{verdict} at step {step}</source>
        <translation>{verdict} bei Schritt {step}</translation>
    </message>
    <message>
        <source>not trained yet: press Space</source>
        <translation>noch nicht trainiert: Leertaste drücken</translation>
    </message>
    <message numerus="yes">
        <source>best of {count} run</source>
        <comment>best of {count} runs</comment>
        <translation>
            <numerusform>bester von {count} Lauf</numerusform>
            <numerusform>bester von {count} Läufen</numerusform>
        </translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Bester</translation>
    </message>
    <message>
        <source>Look at the best run again (Esc)</source>
        <translation>Wieder den besten Lauf ansehen (Esc)</translation>
    </message>
    <message>
        <source>The run before, of this optimizer</source>
        <translation>Der vorige Lauf dieses Optimierers</translation>
    </message>
    <message>
        <source>The next run of this optimizer</source>
        <translation>Der nächste Lauf dieses Optimierers</translation>
    </message>
    <message>
        <source>click to start here</source>
        <translation>klicken, um hier zu starten</translation>
    </message>
    <message>
        <source>output undefined</source>
        <translation>Ausgabe nicht definiert</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Input along {axis}</source>
        <translation>Eingabe entlang {axis}</translation>
    </message>
    <message>
        <source>The input along {axis}</source>
        <translation>Die Eingabe entlang {axis}</translation>
    </message>
    <message>
        <source>best loss</source>
        <translation>bester Verlust</translation>
    </message>
    <message>
        <source>steps taken</source>
        <translation>ausgeführte Schritte</translation>
    </message>
    <message>
        <source>Setting along {axis}</source>
        <translation>Einstellung entlang {axis}</translation>
    </message>
    <message>
        <source>This experiment has no setting {key} that can be an axis.</source>
        <translation>Dieses Experiment hat keine Einstellung {key}, die eine Achse sein kann.</translation>
    </message>
    <message>
        <source>{setting} {low} to {high}</source>
        <translation>{setting} {low} bis {high}</translation>
    </message>
    <message>
        <source>Click a pixel to read its run, double-click to open it.</source>
        <translation>Klick: Lauf ablesen, Doppelklick: öffnen.</translation>
    </message>
    <message>
        <source>Open this run</source>
        <translation>Diesen Lauf öffnen</translation>
    </message>
    <message>
        <source>Take the pixel&apos;s settings over and play its run (double click, Enter)</source>
        <translation>Die Einstellungen des Pixels übernehmen und seinen Lauf abspielen (Doppelklick, Eingabe)</translation>
    </message>
    <message>
        <source>final loss</source>
        <translation>Endverlust</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>minimum reached</source>
        <translation>erreichtes Minimum</translation>
    </message>
    <message>
        <source>edge of stability: computing…</source>
        <translation>Stabilitätsgrenze: wird berechnet …</translation>
    </message>
    <message>
        <source>no edge of stability: {reason}</source>
        <translation>keine Stabilitätsgrenze: {reason}</translation>
    </message>
    <message>
        <source>edge of stability: curvature {number} at the minimum</source>
        <translation>Stabilitätsgrenze: Krümmung {number} am Minimum</translation>
    </message>
    <message>
        <source>edge of stability: curvature {number} at the start</source>
        <translation>Stabilitätsgrenze: Krümmung {number} am Start</translation>
    </message>
    <message>
        <source>not in view: {edge}</source>
        <translation>nicht im Bild: {edge}</translation>
    </message>
    <message>
        <source>minimum ({place})</source>
        <translation>Minimum ({place})</translation>
    </message>
    <message numerus="yes">
        <source>{value}, {verdict} after {count} step</source>
        <comment>{value}, {verdict} after {count} steps</comment>
        <translation>
            <numerusform>{value}, {verdict} nach {count} Schritt</numerusform>
            <numerusform>{value}, {verdict} nach {count} Schritten</numerusform>
        </translation>
    </message>
    <message>
        <source>single precision ends here; double is under Run</source>
        <translation>hier endet die einfache Genauigkeit; doppelte steht unter Lauf</translation>
    </message>
    <message>
        <source>double precision ends here</source>
        <translation>hier endet die doppelte Genauigkeit</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Colours by rank: all detail is seen</source>
        <translation>Farben nach Rang: alle Einzelheiten sind zu sehen</translation>
    </message>
    <message>
        <source>of</source>
        <translation>von</translation>
    </message>
    <message>
        <source>Close this map: show one again</source>
        <translation>Diese Karte schließen: wieder eine zeigen</translation>
    </message>
    <message>
        <source>diverged: the darker the sooner</source>
        <translation>divergiert: je dunkler, desto früher</translation>
    </message>
    <message>
        <source>Back to what was seen before (Backspace)</source>
        <translation>Zurück zum vorher Gesehenen (Rücktaste)</translation>
    </message>
    <message>
        <source>Forward again (Shift+Backspace)</source>
        <translation>Wieder vor (Umschalt+Rücktaste)</translation>
    </message>
    <message>
        <source>{quantity}, mean per step</source>
        <translation>{quantity}, Mittel je Schritt</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>What is minimised</source>
        <translation>Was minimiert wird</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>loss of the batch</source>
        <translation>Verlust des Batches</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>distance to the nearest minimum</source>
        <translation>Abstand zum nächsten Minimum</translation>
    </message>
    <message>
        <source>How far a run is from the nearest known minimum</source>
        <translation>Wie weit ein Lauf vom nächsten bekannten Minimum entfernt ist</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Gradientennorm</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>Gradientennorm</translation>
    </message>
    <message>
        <source>The length of the gradient</source>
        <translation>Die Länge des Gradienten</translation>
    </message>
    <message>
        <source>Step length</source>
        <translation>Schrittlänge</translation>
    </message>
    <message>
        <source>step length</source>
        <translation>Schrittlänge</translation>
    </message>
    <message>
        <source>How far each step goes</source>
        <translation>Wie weit jeder Schritt geht</translation>
    </message>
    <message>
        <source>Effective rate</source>
        <translation>Effektive Rate</translation>
    </message>
    <message>
        <source>effective rate</source>
        <translation>effektive Rate</translation>
    </message>
    <message>
        <source>Step length over gradient norm: the learning rate of a plain descent step as long</source>
        <translation>Schrittlänge durch Gradientennorm: die Lernrate eines ebenso langen einfachen Abstiegsschritts</translation>
    </message>
    <message>
        <source>Stability</source>
        <translation>Stabilität</translation>
    </message>
    <message>
        <source>rate / largest stable rate</source>
        <translation>Rate / größte stabile Rate</translation>
    </message>
    <message>
        <source>The learning rate over the largest stable one at the sharpness here: above 1 errors grow</source>
        <translation>Die Lernrate durch die größte, die bei der Schärfe hier stabil ist: über 1 wachsen Fehler</translation>
    </message>
    <message>
        <source>Quantity of the curves</source>
        <translation>Größe der Kurven</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>Logarithmische Achse</translation>
    </message>
    <message>
        <source>over</source>
        <translation>über</translation>
    </message>
    <message>
        <source>and</source>
        <translation>und</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Waagrechte Achse</translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation>Senkrechte Achse</translation>
    </message>
    <message>
        <source>loss above the minimum</source>
        <translation>Verlust über dem Minimum</translation>
    </message>
    <message>
        <source>loss above the best seen</source>
        <translation>Verlust über dem besten gesehenen</translation>
    </message>
    <message>
        <source>target {target}   output {output}</source>
        <translation>Ziel {target}   Ausgabe {output}</translation>
    </message>
    <message>
        <source>{name}, taken for {other}</source>
        <translation>{name}, gehalten für {other}</translation>
    </message>
    <message>
        <source>Arrows turn it, plus and minus zoom, Home turns it back</source>
        <translation>Pfeiltasten drehen sie, Plus und Minus vergrößern und verkleinern, Pos1 dreht sie zurück</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>Gradient</translation>
    </message>
    <message>
        <source>Steps taken</source>
        <translation>Ausgeführte Schritte</translation>
    </message>
    <message>
        <source>Loss now; of several runs the median</source>
        <translation>Verlust jetzt; von mehreren Läufen der Median</translation>
    </message>
    <message>
        <source>Norm of the gradient</source>
        <translation>Norm des Gradienten</translation>
    </message>
    <message>
        <source>What has become of the runs</source>
        <translation>Was aus den Läufen geworden ist</translation>
    </message>
    <message>
        <source>Share of the test samples put into their class</source>
        <translation>Anteil der Testdatenpunkte, die ihrer Klasse zugeordnet werden</translation>
    </message>
    <message>
        <source>Share of the training samples put into their class</source>
        <translation>Anteil der Trainingsdatenpunkte, die ihrer Klasse zugeordnet werden</translation>
    </message>
    <message>
        <source>Loss over the test samples</source>
        <translation>Verlust über den Testdatenpunkten</translation>
    </message>
    <message>
        <source>compiling</source>
        <translation>kompiliert</translation>
    </message>
    <message>
        <source>loss {number}</source>
        <translation>Verlust {number}</translation>
    </message>
    <message>
        <source>{some} of {all} runs</source>
        <translation>{some} von {all} Läufen</translation>
    </message>
    <message>
        <source>{quantity}; of several runs the median</source>
        <translation>{quantity}; von mehreren Läufen der Median</translation>
    </message>
    <message>
        <source>click a row for the reason and its next step</source>
        <translation>Klick auf eine Zeile: Grund und nächster Schritt</translation>
    </message>
    <message>
        <source>click a row for the reason</source>
        <translation>Klick auf eine Zeile: Grund</translation>
    </message>
    <message>
        <source>all optimizers are hidden</source>
        <translation>alle Optimierer sind verborgen</translation>
    </message>
    <message>
        <source>The language changes when gdsim starts again</source>
        <translation>Die Sprache ändert sich beim nächsten Start von gdsim</translation>
    </message>
    <message>
        <source>Edits now take effect from the present step</source>
        <translation>Änderungen wirken jetzt ab dem jetzigen Schritt</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>Befunde</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>One step in {every} is recorded: all of them would take {needed} of memory, and at most {most} are taken for curves. Fewer runs or steps are recorded more closely.</source>
        <translation>Einer von {every} Schritten wird aufgezeichnet: alle würden {needed} Speicher brauchen, und für Kurven werden höchstens {most} verwendet. Weniger Läufe oder Schritte werden genauer aufgezeichnet.</translation>
    </message>
    <message>
        <source>the loss does not curve upwards</source>
        <translation>der Verlust ist nicht nach oben gekrümmt</translation>
    </message>
    <message>
        <source>it is known to nine digits, zoom out</source>
        <translation>sie ist auf neun Stellen bekannt, verkleinern</translation>
    </message>
    <message>
        <source>There is not enough memory for this experiment; take fewer runs or steps.</source>
        <translation>Für dieses Experiment reicht der Speicher nicht; weniger Läufe oder Schritte nehmen.</translation>
    </message>
    <message>
        <source>The computation failed: {error}.</source>
        <translation>Die Berechnung ist gescheitert: {error}.</translation>
    </message>
    <message>
        <source>Compiling</source>
        <translation>Kompilieren</translation>
    </message>
    <message>
        <source>Compiling {number} of {total}</source>
        <translation>Kompilieren {number} von {total}</translation>
    </message>
    <message>
        <source>The surface could not be drawn here. Turn or zoom it to try again.</source>
        <translation>Die Fläche ließ sich hier nicht zeichnen. Drehen oder Vergrößern versucht es noch einmal.</translation>
    </message>
    <message>
        <source>The stored result is closed: this is the experiment&apos;s map</source>
        <translation>Das gespeicherte Ergebnis ist geschlossen: dies ist die Karte des Experiments</translation>
    </message>
    <message>
        <source>What the network puts out, and the samples</source>
        <translation>Was das Netz ausgibt, und die Datenpunkte</translation>
    </message>
    <message>
        <source>Bookmarks keep views of the map ({keys})</source>
        <translation>Lesezeichen merken Ansichten der Karte ({keys})</translation>
    </message>
    <message>
        <source>There is no map to export yet ({keys} shows it)</source>
        <translation>Es gibt noch keine Karte zu exportieren ({keys} zeigt sie)</translation>
    </message>
    <message>
        <source>Runs on a function</source>
        <translation>Läufe auf einer Funktion</translation>
    </message>
    <message>
        <source>Training of a network</source>
        <translation>Training eines Netzes</translation>
    </message>
    <message>
        <source>Two settings of the experiment, every pixel a run</source>
        <translation>Zwei Einstellungen des Experiments, jedes Pixel ein Lauf</translation>
    </message>
    <message>
        <source>Copied as a script for {package}: {run}</source>
        <translation>Als Skript für {package} kopiert: {run}</translation>
    </message>
    <message>
        <source>The plane in which all runs move most; it counts from the start of the run.</source>
        <translation>Die Ebene, in der sich alle Läufe am meisten bewegen; sie zählt vom Start des Laufs.</translation>
    </message>
    <message>
        <source>Largest curvatures</source>
        <translation>Größte Krümmungen</translation>
    </message>
    <message>
        <source>The two directions in which the loss bends most at the run&apos;s weights.</source>
        <translation>Die zwei Richtungen, in denen sich der Verlust an den Gewichten des Laufs am stärksten krümmt.</translation>
    </message>
    <message>
        <source>Random directions</source>
        <translation>Zufällige Richtungen</translation>
    </message>
    <message>
        <source>Two random directions, as long as the weights of each unit (Li and others 2018); choose it again for others.</source>
        <translation>Zwei zufällige Richtungen, so lang wie die Gewichte jeder Einheit (Li und andere 2018); nochmals gewählt sind es andere.</translation>
    </message>
    <message>
        <source>Two weights</source>
        <translation>Zwei Gewichte</translation>
    </message>
    <message>
        <source>Two of the weights change, all others are as the run has them now.</source>
        <translation>Zwei der Gewichte ändern sich, alle anderen sind, wie der Lauf sie jetzt hat.</translation>
    </message>
    <message>
        <source>Line to a run</source>
        <translation>Gerade zu einem Lauf</translation>
    </message>
    <message>
        <source>The loss along the straight line from this run to another one.</source>
        <translation>Der Verlust entlang der Geraden von diesem Lauf zu einem anderen.</translation>
    </message>
    <message>
        <source>Directions of the slice</source>
        <translation>Richtungen des Schnitts</translation>
    </message>
    <message>
        <source>Weight to the right</source>
        <translation>Gewicht nach rechts</translation>
    </message>
    <message>
        <source>Weight upwards</source>
        <translation>Gewicht nach oben</translation>
    </message>
    <message>
        <source>The other run</source>
        <translation>Der andere Lauf</translation>
    </message>
    <message>
        <source>Logarithmic scale of the loss</source>
        <translation>Logarithmische Skala des Verlusts</translation>
    </message>
    <message>
        <source>share of the way to the other run</source>
        <translation>Anteil des Wegs zum anderen Lauf</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>The loss about the weights of the run, and the ways of all runs</source>
        <translation>Der Verlust um die Gewichte des Laufs und die Wege aller Läufe</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Gradients, weights, dead units, sharpness and activations along the run</source>
        <translation>Gradienten, Gewichte, tote Einheiten, Schärfe und Aktivierungen entlang des Laufs</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>How many samples of each class are put into which</source>
        <translation>Wie viele Beispiele jeder Klasse in welche gelegt werden</translation>
    </message>
    <message>
        <source>the ways of the runs are not recorded</source>
        <translation>die Wege der Läufe sind nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>this run has diverged: its weights are no numbers</source>
        <translation>dieser Lauf ist divergiert: seine Gewichte sind keine Zahlen</translation>
    </message>
    <message>
        <source>a line needs a second run</source>
        <translation>eine Gerade braucht einen zweiten Lauf</translation>
    </message>
    <message>
        <source>direction of the largest curvature</source>
        <translation>Richtung der größten Krümmung</translation>
    </message>
    <message>
        <source>of the second largest</source>
        <translation>der zweitgrößten</translation>
    </message>
    <message>
        <source>first random direction</source>
        <translation>erste zufällige Richtung</translation>
    </message>
    <message>
        <source>second random direction</source>
        <translation>zweite zufällige Richtung</translation>
    </message>
    <message>
        <source>curvatures {first} and {second}</source>
        <translation>Krümmungen {first} und {second}</translation>
    </message>
    <message>
        <source>height of the barrier {number}</source>
        <translation>Höhe der Barriere {number}</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>nicht endlich</translation>
    </message>
    <message>
        <source>run {number}</source>
        <translation>Lauf {number}</translation>
    </message>
    <message>
        <source>Tick all optimizers, or none</source>
        <translation>Alle Optimierer ankreuzen, oder keinen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen…</translation>
    </message>
    <message>
        <source>Compare with a further optimizer; the experiment stays as it is</source>
        <translation>Mit einem weiteren Optimierer vergleichen; das Experiment bleibt, wie es ist</translation>
    </message>
    <message>
        <source>Add an optimizer to compare with</source>
        <translation>Einen Optimierer zum Vergleich hinzufügen</translation>
    </message>
    <message>
        <source>Search optimizers</source>
        <translation>Optimierer suchen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>median and {ends} of {what}</source>
        <translation>Median und {ends} von {what}</translation>
    </message>
    <message>
        <source>{what}; score: area up to τ = {last}</source>
        <translation>{what}; Wertung: Fläche bis τ = {last}</translation>
    </message>
    <message>
        <source>budget (steps)</source>
        <translation>Budget (Schritte)</translation>
    </message>
    <message>
        <source>share of targets reached</source>
        <translation>Anteil der erreichten Ziele</translation>
    </message>
    <message>
        <source>τ: times the fewest steps of any</source>
        <translation>τ: Vielfaches der wenigsten Schritte</translation>
    </message>
    <message>
        <source>share solved within τ</source>
        <translation>innerhalb von τ gelöster Anteil</translation>
    </message>
    <message>
        <source>none works</source>
        <translation>keine taugt</translation>
    </message>
    <message>
        <source>{width} decades</source>
        <translation>{width} Dekaden</translation>
    </message>
    <message>
        <source>{width} wide</source>
        <translation>{width} breit</translation>
    </message>
    <message>
        <source>{name}: {share} within {times} times the fewest steps</source>
        <translation>{name}: {share} innerhalb des {times}-Fachen der wenigsten Schritte</translation>
    </message>
    <message>
        <source>{name}: {share} of targets within {steps}</source>
        <translation>{name}: {share} der Ziele innerhalb von {steps}</translation>
    </message>
    <message>
        <source>{first} lower than {second}: {factors}</source>
        <translation>{first} niedriger als {second}: {factors}</translation>
    </message>
    <message>
        <source>Tick at least one optimizer to compare.</source>
        <translation>Kreuzen Sie mindestens einen Optimierer zum Vergleich an.</translation>
    </message>
    <message>
        <source>preparing</source>
        <translation>wird vorbereitet</translation>
    </message>
    <message>
        <source>Open a result</source>
        <translation>Ein Ergebnis öffnen</translation>
    </message>
    <message>
        <source>reading {name}</source>
        <translation>{name} wird gelesen</translation>
    </message>
    <message>
        <source>This experiment</source>
        <translation>Dieses Experiment</translation>
    </message>
    <message>
        <source>Suite {name}</source>
        <translation>Sammlung {name}</translation>
    </message>
    <message>
        <source>{what}; what is shown is of before the last edit</source>
        <translation>{what}; gezeigt wird der Stand vor der letzten Änderung</translation>
    </message>
    <message numerus="yes">
        <source>of {count} step</source>
        <comment>of {count} steps</comment>
        <translation>
            <numerusform>von {count} Schritt</numerusform>
            <numerusform>von {count} Schritten</numerusform>
        </translation>
    </message>
    <message>
        <source>{what}; about {time}</source>
        <translation>{what}; etwa {time}</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>Den Vergleich exportieren</translation>
    </message>
    <message>
        <source>&amp;Picture of This View…</source>
        <translation>&amp;Bild dieser Ansicht…</translation>
    </message>
    <message>
        <source>&amp;Data of This View as CSV…</source>
        <translation>&amp;Daten dieser Ansicht als CSV…</translation>
    </message>
    <message>
        <source>&amp;Whole Comparison as a Page…</source>
        <translation>Ganzer &amp;Vergleich als Seite…</translation>
    </message>
    <message>
        <source>The name of the file must end in {names}.</source>
        <translation>Der Name der Datei muss auf {names} enden.</translation>
    </message>
    <message>
        <source>What to compare on</source>
        <translation>Worauf verglichen wird</translation>
    </message>
    <message>
        <source>Open a result…</source>
        <translation>Ein Ergebnis öffnen…</translation>
    </message>
    <message>
        <source>A stored sweep (.zarr) or a result (.nc)</source>
        <translation>Ein gespeicherter Sweep (.zarr) oder ein Ergebnis (.nc)</translation>
    </message>
    <message>
        <source>Stop the comparison; what is known of it stays</source>
        <translation>Den Vergleich anhalten; was davon bekannt ist, bleibt</translation>
    </message>
    <message>
        <source>Stop the comparison</source>
        <translation>Den Vergleich anhalten</translation>
    </message>
    <message>
        <source>Share of the comparison that is done</source>
        <translation>Anteil des Vergleichs, der fertig ist</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>gezogen</translation>
    </message>
    <message>
        <source>as in the experiment</source>
        <translation>wie im Experiment</translation>
    </message>
    <message>
        <source>This must be {range}.</source>
        <translation>Erlaubt ist: {range}.</translation>
    </message>
    <message>
        <source>This must be a whole number.</source>
        <translation>Dies muss eine ganze Zahl sein.</translation>
    </message>
    <message>
        <source>rates from</source>
        <translation>Raten von, bis</translation>
    </message>
    <message>
        <source>The least and the largest learning rate that is tried</source>
        <translation>Die kleinste und die größte Lernrate, die versucht wird</translation>
    </message>
    <message>
        <source>rates tried</source>
        <translation>Raten versucht</translation>
    </message>
    <message>
        <source>Learning rates that each optimizer tries, its budget</source>
        <translation>Lernraten, die jeder Optimierer versucht: sein Budget</translation>
    </message>
    <message>
        <source>starts</source>
        <translation>Starts</translation>
    </message>
    <message>
        <source>Where runs start; of networks and noise also the seeds</source>
        <translation>Wo Läufe starten; bei Netzen und Rauschen auch die Seeds</translation>
    </message>
    <message>
        <source>starts per rate</source>
        <translation>Starts je Rate</translation>
    </message>
    <message>
        <source>Starts, or seeds, that each rate is tried from</source>
        <translation>Starts oder Seeds, von denen aus jede Rate versucht wird</translation>
    </message>
    <message>
        <source>fresh starts</source>
        <translation>neue Starts</translation>
    </message>
    <message>
        <source>Starts that each optimizer is run from at its best rate</source>
        <translation>Starts, von denen aus jeder Optimierer bei seiner besten Rate läuft</translation>
    </message>
    <message>
        <source>Steps of each run</source>
        <translation>Schritte jedes Laufs</translation>
    </message>
    <message>
        <source>compare by</source>
        <translation>vergleichen nach</translation>
    </message>
    <message>
        <source>The result by which settings are chosen and compared</source>
        <translation>Das Ergebnis, nach dem Einstellungen gewählt und verglichen werden</translation>
    </message>
    <message>
        <source>Least learning rate</source>
        <translation>Kleinste Lernrate</translation>
    </message>
    <message>
        <source>Largest learning rate</source>
        <translation>Größte Lernrate</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleich</translation>
    </message>
    <message>
        <source>Which optimizer is best here, and how sure</source>
        <translation>Welcher Optimierer hier der beste ist, und wie sicher</translation>
    </message>
    <message>
        <source>rates that work</source>
        <translation>taugliche Raten</translation>
    </message>
    <message>
        <source>width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>wird verglichen</translation>
    </message>
    <message>
        <source>trying rates</source>
        <translation>Raten werden versucht</translation>
    </message>
    <message>
        <source>open a coarser sweep</source>
        <translation>einen gröberen Sweep öffnen</translation>
    </message>
    <message>
        <source>This needs {what}.</source>
        <translation>Dafür braucht es: {what}.</translation>
    </message>
    <message>
        <source>There is not enough memory for this comparison.</source>
        <translation>Für diesen Vergleich reicht der Speicher nicht.</translation>
    </message>
    <message>
        <source>The least rate must be below the largest one, got {low} and {high}.</source>
        <translation>Die kleinste Rate muss unter der größten liegen, gegeben sind {low} und {high}.</translation>
    </message>
    <message>
        <source>The median run diverged at every setting.</source>
        <translation>Der mittlere Lauf divergierte bei jeder Einstellung.</translation>
    </message>
    <message>
        <source>None of these runs reached a target.</source>
        <translation>Keiner dieser Läufe hat ein Ziel erreicht.</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Sensitivität</translation>
    </message>
    <message>
        <source>The best loss over the learning rate</source>
        <translation>Der beste Verlust über der Lernrate</translation>
    </message>
    <message>
        <source>The range of learning rates that work</source>
        <translation>Der Bereich der Lernraten, die taugen</translation>
    </message>
    <message>
        <source>Differences at equal budgets, with intervals</source>
        <translation>Unterschiede bei gleichen Budgets, mit Intervallen</translation>
    </message>
    <message>
        <source>The share of targets reached over the budget</source>
        <translation>Der Anteil der erreichten Ziele über dem Budget</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>How often each is how far from the fastest</source>
        <translation>Wie oft jeder wie weit vom schnellsten entfernt ist</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>The best settings of each optimizer</source>
        <translation>Die besten Einstellungen jedes Optimierers</translation>
    </message>
    <message>
        <source>Upper: loss at the end. Lower: steps to the last target. Hollow: no difference</source>
        <translation>Oben: Verlust am Ende. Unten: Schritte zum letzten Ziel. Hohl: kein Unterschied</translation>
    </message>
    <message>
        <source>Compare tries {rates} learning rates from {low} to {high}, each from {starts}, and runs each optimizer&apos;s best rate from {fresh} fresh starts.
The experiment itself stays as it is.</source>
        <translation>Der Vergleich versucht {rates} Lernraten von {low} bis {high}, jede von {starts} aus, und lässt jeden Optimierer bei seiner besten Rate von {fresh} neuen Starts aus laufen.
Das Experiment selbst bleibt, wie es ist.</translation>
    </message>
    <message numerus="yes">
        <source>{count} start</source>
        <comment>{count} starts</comment>
        <translation>
            <numerusform>{count} Start</numerusform>
            <numerusform>{count} Starts</numerusform>
        </translation>
    </message>
    <message>
        <source>Try {rates} rates from {low} to {high}, from {starts}</source>
        <translation>{rates} Raten von {low} bis {high} versuchen, von {starts} aus</translation>
    </message>
    <message numerus="yes">
        <source>{count} drawn start</source>
        <comment>{count} drawn starts</comment>
        <translation>
            <numerusform>{count} gezogenen Start</numerusform>
            <numerusform>{count} gezogenen Starts</numerusform>
        </translation>
    </message>
    <message>
        <source>Learning rate of the step of descent at the end.</source>
        <translation>Lernrate des Abstiegsschritts am Ende.</translation>
    </message>
    <message>
        <source>Forward {place} of {count}: the value of {name}</source>
        <translation>Vorwärts {place} von {count}: der Wert von {name}</translation>
    </message>
    <message>
        <source>Backward {place} of {count}: the derivative by {name}</source>
        <translation>Rückwärts {place} von {count}: die Ableitung nach {name}</translation>
    </message>
    <message>
        <source>Update {place} of {count}: the new {name}</source>
        <translation>Änderung {place} von {count}: der neue Wert von {name}</translation>
    </message>
    <message>
        <source>Every operation</source>
        <translation>Jede Operation</translation>
    </message>
    <message>
        <source>Sums and multiples are quantities of their own, too</source>
        <translation>Auch Summen und Vielfache sind eigene Größen</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Back to the first stage (Home)</source>
        <translation>Zurück zur ersten Stufe (Pos1)</translation>
    </message>
    <message>
        <source>One stage back (Left)</source>
        <translation>Eine Stufe zurück (Links)</translation>
    </message>
    <message>
        <source>Play the stages</source>
        <translation>Die Stufen abspielen</translation>
    </message>
    <message>
        <source>One stage forward (Right)</source>
        <translation>Eine Stufe weiter (Rechts)</translation>
    </message>
    <message>
        <source>The formula has {count} quantities in between; {most} at most are drawn.</source>
        <translation>Die Formel hat {count} Zwischengrößen; höchstens {most} werden gezeichnet.</translation>
    </message>
    <message>
        <source>all variables</source>
        <translation>allen Variablen</translation>
    </message>
    <message>
        <source>The learning rate must be a number above 0.</source>
        <translation>Die Lernrate muss eine Zahl über 0 sein.</translation>
    </message>
    <message>
        <source>Learning rate of the update</source>
        <translation>Lernrate der Änderung</translation>
    </message>
    <message>
        <source>Width of the secant.</source>
        <translation>Breite der Sekante.</translation>
    </message>
    <message>
        <source>Variable that moves</source>
        <translation>Variable, die sich bewegt</translation>
    </message>
    <message>
        <source>along</source>
        <translation>entlang</translation>
    </message>
    <message>
        <source>Slope everywhere</source>
        <translation>Steigung überall</translation>
    </message>
    <message>
        <source>Width of the secant</source>
        <translation>Breite der Sekante</translation>
    </message>
    <message>
        <source>Off from {slope} by {error}.</source>
        <translation>Von {slope} um {error} entfernt.</translation>
    </message>
    <message>
        <source>There is no slope here that secants on both sides close in on.</source>
        <translation>Hier gibt es keine Steigung, der sich Sekanten auf beiden Seiten nähern.</translation>
    </message>
    <message>
        <source>The width must be a number from 1e-15 to 1.</source>
        <translation>Die Breite muss eine Zahl von 1e-15 bis 1 sein.</translation>
    </message>
    <message>
        <source>Secant of width h =</source>
        <translation>Sekante der Breite h =</translation>
    </message>
    <message>
        <source>From x to x + h</source>
        <translation>Von x bis x + h</translation>
    </message>
    <message>
        <source>width h</source>
        <translation>Breite h</translation>
    </message>
    <message>
        <source>error of the secant&apos;s slope</source>
        <translation>Fehler der Sekantensteigung</translation>
    </message>
    <message>
        <source>h = {h}: off by {error}</source>
        <translation>h = {h}: Fehler {error}</translation>
    </message>
    <message>
        <source>Graph of the function</source>
        <translation>Graph der Funktion</translation>
    </message>
    <message>
        <source>The experiment minimises a network, which has no formula.</source>
        <translation>Das Experiment minimiert ein Netz, das keine Formel hat.</translation>
    </message>
    <message>
        <source>A square of a sum</source>
        <translation>Quadrat einer Summe</translation>
    </message>
    <message>
        <source>A corner</source>
        <translation>Eine Ecke</translation>
    </message>
    <message>
        <source>A wave on a slope</source>
        <translation>Eine Welle am Hang</translation>
    </message>
    <message>
        <source>A bowl</source>
        <translation>Eine Schale</translation>
    </message>
    <message>
        <source>A neuron and its squared error</source>
        <translation>Ein Neuron und sein quadratischer Fehler</translation>
    </message>
    <message>
        <source>A value used twice</source>
        <translation>Ein zweimal benutzter Wert</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
    <message>
        <source>Drag the arrow round; the left and right keys turn it by one degree</source>
        <translation>Den Pfeil im Kreis ziehen; die Tasten Links und Rechts drehen ihn um ein Grad</translation>
    </message>
    <message>
        <source>{degrees} degrees</source>
        <translation>{degrees} Grad</translation>
    </message>
    <message>
        <source>falls</source>
        <translation>fällt</translation>
    </message>
    <message>
        <source>rises</source>
        <translation>steigt</translation>
    </message>
    <message>
        <source>{degrees}°: slope {slope}</source>
        <translation>{degrees}°: Steigung {slope}</translation>
    </message>
    <message>
        <source>Click on the map where you think it is</source>
        <translation>Auf der Karte dorthin klicken, wo es vermutlich ist</translation>
    </message>
    <message>
        <source>Do this</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Often said, but not true: {truth}</source>
        <translation>Oft gesagt, aber nicht wahr: {truth}</translation>
    </message>
    <message>
        <source>Point at the map</source>
        <translation>Auf die Karte zeigen</translation>
    </message>
    <message>
        <source>Predict</source>
        <translation>Vorhersagen</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Measure without an answer of your own</source>
        <translation>Ohne eigene Antwort messen</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>Choose one of the answers first.</source>
        <translation>Zuerst eine der Antworten wählen.</translation>
    </message>
    <message>
        <source>Your answer: {answer}</source>
        <translation>Eigene Antwort: {answer}</translation>
    </message>
    <message>
        <source>Picture of the lesson</source>
        <translation>Bild der Lektion</translation>
    </message>
    <message>
        <source>A lesson of your own</source>
        <translation>Eine eigene Lektion</translation>
    </message>
    <message>
        <source>An example</source>
        <translation>Ein Beispiel</translation>
    </message>
    <message>
        <source>Lesson {number} of {count}</source>
        <translation>Lektion {number} von {count}</translation>
    </message>
    <message>
        <source>Measuring the claims…</source>
        <translation>Die Behauptungen werden gemessen…</translation>
    </message>
    <message>
        <source>The lesson before</source>
        <translation>Die Lektion davor</translation>
    </message>
    <message>
        <source>The next lesson</source>
        <translation>Die nächste Lektion</translation>
    </message>
    <message>
        <source>Play this lesson (F6)</source>
        <translation>Diese Lektion abspielen (F6)</translation>
    </message>
    <message>
        <source>Close the lesson</source>
        <translation>Die Lektion schließen</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source>Predict and measure</source>
        <translation>Vorhersagen und messen</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translation>Quelle: {source}</translation>
    </message>
    <message>
        <source>{shown} of {count} claims measured</source>
        <translation>{shown} von {count} Behauptungen gemessen</translation>
    </message>
    <message>
        <source>task solved</source>
        <translation>Aufgabe gelöst</translation>
    </message>
    <message>
        <source>task open</source>
        <translation>Aufgabe offen</translation>
    </message>
    <message>
        <source>The experiment as it is written</source>
        <translation>Das Experiment, wie es geschrieben ist</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>Einrichten</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Show a solution</source>
        <translation>Eine Lösung zeigen</translation>
    </message>
    <message>
        <source>Set the controls to where the task begins</source>
        <translation>Die Regler dorthin stellen, wo die Aufgabe beginnt</translation>
    </message>
    <message>
        <source>Measure whether the experiment reaches it</source>
        <translation>Messen, ob das Experiment sie erfüllt</translation>
    </message>
    <message>
        <source>Change only: {names}</source>
        <translation>Nur ändern: {names}</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Not reached</source>
        <translation>Nicht erreicht</translation>
    </message>
    <message>
        <source>hidden layer</source>
        <translation>verdeckte Schicht</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>Schicht {number}</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} bis {high}</translation>
    </message>
    <message>
        <source>the weights of this run are not recorded</source>
        <translation>die Gewichte dieses Laufs sind nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>gradient of layer</source>
        <translation>Gradient der Schicht</translation>
    </message>
    <message>
        <source>weights of layer</source>
        <translation>Gewichte der Schicht</translation>
    </message>
    <message>
        <source>dead units of layer</source>
        <translation>tote Einheiten der Schicht</translation>
    </message>
    <message>
        <source>first layer&apos;s gradient over the last&apos;s: {ratio}</source>
        <translation>Gradient der ersten Schicht zu dem der letzten: {ratio}</translation>
    </message>
    <message>
        <source>dead in layer {layer}: {share}</source>
        <translation>tot in Schicht {layer}: {share}</translation>
    </message>
    <message>
        <source>sharpness {number} of at most {bound}</source>
        <translation>Schärfe {number} von höchstens {bound}</translation>
    </message>
    <message>
        <source>sharpness {number}, without a bound</source>
        <translation>Schärfe {number}, ohne Grenze</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>the weights of the run</source>
        <translation>die Gewichte des Laufs</translation>
    </message>
    <message>
        <source>how the loss of the samples that the step sees changes with each weight</source>
        <translation>wie sich der Verlust der Datenpunkte, die der Schritt sieht, mit jedem Gewicht ändert</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>what the last step added to each weight</source>
        <translation>was der letzte Schritt zu jedem Gewicht addiert hat</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>what the last step began with</source>
        <translation>womit der letzte Schritt begann</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>what the last step left, and the next one has</source>
        <translation>was der letzte Schritt hinterließ, und der nächste vorfindet</translation>
    </message>
    <message>
        <source>Diagram of the network</source>
        <translation>Diagramm des Netzes</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>positiv</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>negativ</translation>
    </message>
    <message>
        <source>no step has been taken yet</source>
        <translation>noch kein Schritt wurde getan</translation>
    </message>
    <message>
        <source>widest {number}</source>
        <translation>breiteste {number}</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>bias</source>
        <translation>Bias</translation>
    </message>
    <message>
        <source>update</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>click to show them</source>
        <translation>anklicken, um sie zu zeigen</translation>
    </message>
    <message>
        <source>root mean square {number}</source>
        <translation>quadratisches Mittel {number}</translation>
    </message>
    <message>
        <source>Diagram</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Units and weights, the gradient and the last update; what each unit sees</source>
        <translation>Einheiten und Gewichte, der Gradient und die letzte Änderung; was jede Einheit sieht</translation>
    </message>
    <message>
        <source>+{count}</source>
        <translation>+{count}</translation>
    </message>
    <message>
        <source>unit {unit} of layer {layer}</source>
        <translation>Einheit {unit} der Schicht {layer}</translation>
    </message>
    <message>
        <source>the output</source>
        <translation>die Ausgabe</translation>
    </message>
    <message>
        <source>output {unit}</source>
        <translation>Ausgabe {unit}</translation>
    </message>
    <message numerus="yes">
        <source>{count} unit of layer {layer}</source>
        <comment>{count} units of layer {layer}</comment>
        <translation>
            <numerusform>{count} Einheit der Schicht {layer}</numerusform>
            <numerusform>{count} Einheiten der Schicht {layer}</numerusform>
        </translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>A number, then Enter: runs start from these weights, with this one</source>
        <translation>Eine Zahl, dann Enter: Läufe starten mit diesen Gewichten, und mit diesem einen</translation>
    </message>
    <message>
        <source>Shade what the runs give that differ from this one in seeds alone: the mean of their shares of the classes, or between which outputs most of them are</source>
        <translation>Schattiert, was die Läufe ergeben, die sich von diesem nur in Seeds unterscheiden: das Mittel ihrer Anteile der Klassen, oder zwischen welchen Ausgaben die meisten liegen</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>What other seeds give</source>
        <translation>Was andere Seeds ergeben</translation>
    </message>
    <message>
        <source>mean of the seeds {share}</source>
        <translation>Mittel der Seeds {share}</translation>
    </message>
    <message numerus="yes">
        <source>{name}: {count} sample</source>
        <comment>{name}: {count} samples</comment>
        <translation>
            <numerusform>{name}: {count} Beispiel</numerusform>
            <numerusform>{name}: {count} Beispiele</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{count} row is left out</source>
        <comment>{count} rows are left out</comment>
        <translation>
            <numerusform>{count} Zeile ist ausgelassen</numerusform>
            <numerusform>{count} Zeilen sind ausgelassen</numerusform>
        </translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>number, text</source>
        <translation>Zahl, Text</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>are refused</source>
        <translation>werden abgelehnt</translation>
    </message>
    <message>
        <source>their rows are left out</source>
        <translation>ihre Zeilen werden ausgelassen</translation>
    </message>
    <message>
        <source>names the columns</source>
        <translation>nennt die Spalten</translation>
    </message>
    <message>
        <source>is a sample</source>
        <translation>ist ein Beispiel</translation>
    </message>
    <message>
        <source>Data from {name}</source>
        <translation>Daten aus {name}</translation>
    </message>
    <message>
        <source>Train on These</source>
        <translation>Damit trainieren</translation>
    </message>
    <message>
        <source>predict</source>
        <translation>vorhersagen</translation>
    </message>
    <message>
        <source>as</source>
        <translation>als</translation>
    </message>
    <message>
        <source>missing values</source>
        <translation>fehlende Werte</translation>
    </message>
    <message>
        <source>first line</source>
        <translation>erste Zeile</translation>
    </message>
    <message numerus="yes">
        <source>{format} file with {count} row</source>
        <comment>{format} file with {count} rows</comment>
        <translation>
            <numerusform>{format}-Datei mit {count} Zeile</numerusform>
            <numerusform>{format}-Datei mit {count} Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> and {count} column</source>
        <comment> and {count} columns</comment>
        <translation>
            <numerusform> und {count} Spalte</numerusform>
            <numerusform> und {count} Spalten</numerusform>
        </translation>
    </message>
    <message>
        <source>row {number}</source>
        <translation>Zeile {number}</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlend</translation>
    </message>
    <message>
        <source>Input {column}</source>
        <translation>Eingang {column}</translation>
    </message>
    <message>
        <source>This column is predicted</source>
        <translation>Diese Spalte wird vorhergesagt</translation>
    </message>
    <message>
        <source>An input of the network</source>
        <translation>Ein Eingang des Netzes</translation>
    </message>
    <message>
        <source>The share is a number from 0 to less than 1.</source>
        <translation>Der Anteil ist eine Zahl von 0 bis unter 1.</translation>
    </message>
    <message>
        <source>Columns of the file</source>
        <translation>Spalten der Datei</translation>
    </message>
    <message>
        <source>The targets of this data are values: there are no classes to be confused.</source>
        <translation>Die Ziele dieser Daten sind Werte: es gibt keine Klassen, die zu verwechseln wären.</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Samples by class, and by the class they are put into</source>
        <translation>Beispiele nach ihrer Klasse und nach der, in die sie gelegt werden</translation>
    </message>
    <message>
        <source>Down: what samples are. Across: what they are taken for.</source>
        <translation>Nach unten: was Beispiele sind. Nach rechts: wofür sie gehalten werden.</translation>
    </message>
    <message>
        <source>{share} of {name}</source>
        <translation>{share} von {name}</translation>
    </message>
    <message>
        <source>{share} of {count} samples right</source>
        <translation>{share} von {count} Beispielen richtig</translation>
    </message>
    <message>
        <source>most often {name} is taken for {other} ({count})</source>
        <translation>am häufigsten wird {name} für {other} gehalten ({count})</translation>
    </message>
    <message>
        <source>Sta&amp;rt</source>
        <translation>Sta&amp;rt</translation>
    </message>
    <message>
        <source>&amp;Lesson</source>
        <translation>&amp;Lektion</translation>
    </message>
    <message>
        <source>&amp;Lessons and Examples</source>
        <translation>&amp;Lektionen und Beispiele</translation>
    </message>
    <message>
        <source>&amp;Next Part</source>
        <translation>&amp;Nächster Teil</translation>
    </message>
    <message>
        <source>Part &amp;Before</source>
        <translation>Teil da&amp;vor</translation>
    </message>
    <message>
        <source>&amp;Play This Lesson</source>
        <translation>Diese Lektion ab&amp;spielen</translation>
    </message>
    <message>
        <source>P&amp;resent</source>
        <translation>Vor&amp;führen</translation>
    </message>
    <message>
        <source>&amp;Tour of the Window</source>
        <translation>&amp;Führung durch das Fenster</translation>
    </message>
    <message>
        <source>Lessons, examples, recent files, and a tour</source>
        <translation>Lektionen, Beispiele, zuletzt geöffnete Dateien und eine Führung</translation>
    </message>
    <message>
        <source>Search experiments and lessons</source>
        <translation>Experimente und Lektionen suchen</translation>
    </message>
    <message>
        <source>Nothing matches.</source>
        <translation>Nichts passt.</translation>
    </message>
    <message>
        <source>Continue: {name}</source>
        <translation>Weiter: {name}</translation>
    </message>
    <message>
        <source>Open the unsaved edits</source>
        <translation>Die ungesicherten Änderungen öffnen</translation>
    </message>
    <message>
        <source>A tour of two minutes</source>
        <translation>Eine Führung von zwei Minuten</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Eine Datei öffnen…</translation>
    </message>
    <message>
        <source>A network on your data…</source>
        <translation>Ein Netz auf eigenen Daten…</translation>
    </message>
    <message>
        <source>Type a function of x, y, …; Enter descends on it</source>
        <translation>Eine Funktion von x, y, … eingeben; mit der Eingabetaste steigt man auf ihr ab</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>New from a formula</source>
        <translation>Neu aus einer Formel</translation>
    </message>
    <message>
        <source>From a file</source>
        <translation>Aus einer Datei</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>Lektionen</translation>
    </message>
    <message>
        <source>Experiments and lessons</source>
        <translation>Experimente und Lektionen</translation>
    </message>
    <message>
        <source>New here? Start, at the left, has lessons and a tour of two minutes</source>
        <translation>Neu hier? Start, links, hat Lektionen und eine Führung von zwei Minuten</translation>
    </message>
    <message>
        <source>PgDn and PgUp go through a lesson, Space plays, T is the theme, F5 ends this</source>
        <translation>Bild ab und Bild auf gehen durch eine Lektion, die Leertaste spielt ab, T wechselt hell und dunkel, F5 beendet dies</translation>
    </message>
    <message>
        <source>The landscape: height is loss, and each line is the way of an optimizer. Click anywhere: the runs start from there.</source>
        <translation>Die Landschaft: Höhe ist der Verlust, und jede Linie ist der Weg eines Optimierers. Ein Klick irgendwo: dort beginnen die Läufe.</translation>
    </message>
    <message>
        <source>Here runs are played. Press Space to play or pause, or drag the handle to go back.</source>
        <translation>Hier werden Läufe abgespielt. Die Leertaste spielt ab oder hält an; am Griff zieht man zurück.</translation>
    </message>
    <message>
        <source>The optimizers that run. Drag on the number of a learning rate, or type another one: all runs follow at once.</source>
        <translation>Die Optimierer, die laufen. An der Zahl einer Lernrate ziehen oder eine andere eingeben: alle Läufe folgen sofort.</translation>
    </message>
    <message>
        <source>What they descend. Choose another function, or type one of your own.</source>
        <translation>Worauf sie absteigen. Eine andere Funktion wählen oder eine eigene eingeben.</translation>
    </message>
    <message>
        <source>The loss by step. Point at a curve: its run lights up in the landscape.</source>
        <translation>Der Verlust je Schritt. Auf eine Kurve zeigen: ihr Lauf leuchtet in der Landschaft auf.</translation>
    </message>
    <message>
        <source>What became of each run. Click a row for the reason, and its next step worked out.</source>
        <translation>Was aus jedem Lauf wurde. Ein Klick auf eine Zeile zeigt den Grund und rechnet den nächsten Schritt vor.</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>End the tour</source>
        <translation>Führung beenden</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Lines and letters, sharp at every size.</source>
        <translation>Linien und Schrift, scharf in jeder Größe.</translation>
    </message>
    <message>
        <source>This view is of one problem of the suite.</source>
        <translation>Diese Ansicht gilt einer Aufgabe der Sammlung.</translation>
    </message>
    <message>
        <source>Rates</source>
        <translation>Raten</translation>
    </message>
    <message>
        <source>Winner</source>
        <translation>Sieger</translation>
    </message>
    <message>
        <source>Targets</source>
        <translation>Ziele</translation>
    </message>
    <message>
        <source>Problem of the suite</source>
        <translation>Aufgabe der Sammlung</translation>
    </message>
    <message>
        <source>Backprop</source>
        <translation>Backprop</translation>
    </message>
    <message>
        <source>Backpropagation of one sample to the next update, one number at a time</source>
        <translation>Backpropagation eines Datenpunkts bis zur nächsten Änderung, Zahl für Zahl</translation>
    </message>
    <message>
        <source>Pause the runs to step through the next update of this one</source>
        <translation>Die Läufe anhalten, um die nächste Änderung dieses Laufs durchzugehen</translation>
    </message>
    <message>
        <source>Backpropagation through the network</source>
        <translation>Backpropagation durch das Netz</translation>
    </message>
    <message>
        <source>The number of the training sample that goes through the network</source>
        <translation>Die Nummer des Trainingsbeispiels, das durch das Netz geht</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Datenpunkt</translation>
    </message>
    <message>
        <source>Back (Left)</source>
        <translation>Zurück (Links)</translation>
    </message>
    <message>
        <source>Play the steps</source>
        <translation>Die Schritte abspielen</translation>
    </message>
    <message>
        <source>Forward (Right)</source>
        <translation>Weiter (Rechts)</translation>
    </message>
    <message>
        <source>To the next part (Down)</source>
        <translation>Zum nächsten Teil (Unten)</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>Datenpunkt</translation>
    </message>
    <message>
        <source>The training samples have the numbers 0 to {last}.</source>
        <translation>Die Trainingsbeispiele haben die Nummern 0 bis {last}.</translation>
    </message>
    <message>
        <source>slope {number}</source>
        <translation>Steigung {number}</translation>
    </message>
    <message>
        <source>target {target}</source>
        <translation>Ziel {target}</translation>
    </message>
    <message>
        <source>new bias</source>
        <translation>neuer Bias</translation>
    </message>
    <message>
        <source>new weight</source>
        <translation>neues Gewicht</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Malen</translation>
    </message>
    <message>
        <source>Samples of your own: points drawn with the mouse, or by a typed formula</source>
        <translation>Eigene Beispiele: mit der Maus gezeichnete Punkte, oder nach einer Formel</translation>
    </message>
    <message>
        <source>A drawing has at most {most} points.</source>
        <translation>Eine Zeichnung hat höchstens {most} Punkte.</translation>
    </message>
    <message>
        <source>Points of two classes have to stay; add others first.</source>
        <translation>Punkte zweier Klassen müssen bleiben; erst andere hinzufügen.</translation>
    </message>
    <message>
        <source>A click adds a point, a drag moves one, the right button or Delete removes it; 1 to 4 choose the class.</source>
        <translation>Ein Klick fügt einen Punkt hinzu, Ziehen verschiebt ihn, die rechte Taste oder Entf entfernt ihn; 1 bis 4 wählen die Klasse.</translation>
    </message>
    <message>
        <source>Points are drawn for two inputs and up to four classes: begin a new drawing, or type a formula.</source>
        <translation>Punkte werden für zwei Eingänge und bis zu vier Klassen gezeichnet: eine neue Zeichnung beginnen oder eine Formel eingeben.</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Draw clouds of points with a drag</source>
        <translation>Durch Ziehen Punktwolken zeichnen</translation>
    </message>
    <message>
        <source>New drawing</source>
        <translation>Neue Zeichnung</translation>
    </message>
    <message>
        <source>Begin with one point of each of two classes</source>
        <translation>Mit je einem Punkt zweier Klassen beginnen</translation>
    </message>
    <message>
        <source>Formula of the samples</source>
        <translation>Formel der Beispiele</translation>
    </message>
    <message>
        <source>Classes above and below: {example}. Values to predict: {other}</source>
        <translation>Klassen darüber und darunter: {example}. Vorherzusagende Werte: {other}</translation>
    </message>
    <message>
        <source>Class {name} ({key})</source>
        <translation>Klasse {name} ({key})</translation>
    </message>
    <message>
        <source>Class {name}</source>
        <translation>Klasse {name}</translation>
    </message>
    <message>
        <source>formula</source>
        <translation>Formel</translation>
    </message>
    <message>
        <source>Plane to draw points in</source>
        <translation>Ebene zum Zeichnen von Punkten</translation>
    </message>
    <message>
        <source>{name} at {x}, {y}: drag it, or remove it with Delete</source>
        <translation>{name} bei {x}, {y}: ziehen, oder mit Entf entfernen</translation>
    </message>
    <message>
        <source>Errors of secants</source>
        <translation>Fehler der Sekanten</translation>
    </message>
    <message>
        <source>Contours</source>
        <translation>Höhenlinien</translation>
    </message>
    <message>
        <source>Curve with its tangent</source>
        <translation>Kurve mit ihrer Tangente</translation>
    </message>
    <message>
        <source>Slope of the curve</source>
        <translation>Steigung der Kurve</translation>
    </message>
    <message>
        <source>Class of the images</source>
        <translation>Klasse der Bilder</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>{wrong} of {count} in a wrong class</source>
        <translation>{wrong} von {count} in einer falschen Klasse</translation>
    </message>
    <message>
        <source>Images, those in a wrong class first</source>
        <translation>Bilder, die in einer falschen Klasse zuerst</translation>
    </message>
    <message>
        <source>Descent, Network and Map show runs to export as an animation</source>
        <translation>Abstieg, Netz und Karte zeigen Läufe, die als Animation exportiert werden können</translation>
    </message>
    <message>
        <source>The runs are not there yet: export them in a moment</source>
        <translation>Die Läufe sind noch nicht da: gleich noch einmal exportieren</translation>
    </message>
    <message>
        <source>Export An&amp;imation…</source>
        <translation>An&amp;imation exportieren …</translation>
    </message>
    <message>
        <source>Export an Animation</source>
        <translation>Eine Animation exportieren</translation>
    </message>
    <message>
        <source>{name} in pixels</source>
        <translation>{name} in Pixeln</translation>
    </message>
    <message>
        <source>Frames per second</source>
        <translation>Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>First step</source>
        <translation>Erster Schritt</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>Letzter Schritt</translation>
    </message>
    <message>
        <source>From step, to step</source>
        <translation>Von Schritt, bis Schritt</translation>
    </message>
    <message>
        <source>The last step is after the first one.</source>
        <translation>Der letzte Schritt kommt nach dem ersten.</translation>
    </message>
    <message>
        <source>A frame has at most {most} pixels along each side.</source>
        <translation>Ein Bild hat höchstens {most} Pixel je Seite.</translation>
    </message>
    <message>
        <source>That is too much for a GIF: take fewer pixels or frames, or .webp or .mp4.</source>
        <translation>Das ist zu viel für ein GIF: weniger Pixel oder Bilder nehmen, oder .webp oder .mp4.</translation>
    </message>
    <message numerus="yes">
        <source>{count} frame of {width} × {height} pixels.</source>
        <comment>{count} frames of {width} × {height} pixels.</comment>
        <translation>
            <numerusform>{count} Bild mit {width} × {height} Pixeln.</numerusform>
            <numerusform>{count} Bilder mit {width} × {height} Pixeln.</numerusform>
        </translation>
    </message>
    <message>
        <source>The window shows the run meanwhile.</source>
        <translation>Das Fenster zeigt währenddessen den Lauf.</translation>
    </message>
    <message>
        <source>The width is a whole number from {least} to {most}.</source>
        <translation>Die Breite ist eine ganze Zahl von {least} bis {most}.</translation>
    </message>
    <message>
        <source>Seconds are a whole number from {least} to {most}.</source>
        <translation>Die Sekunden sind eine ganze Zahl von {least} bis {most}.</translation>
    </message>
    <message>
        <source>Steps are whole numbers from {least} to {most}.</source>
        <translation>Schritte sind ganze Zahlen von {least} bis {most}.</translation>
    </message>
    <message>
        <source>The animation was not exported: the experiment was changed</source>
        <translation>Die Animation wurde nicht exportiert: das Experiment wurde geändert</translation>
    </message>
    <message>
        <source>The export waits until its views are shown again</source>
        <translation>Der Export wartet, bis seine Ansichten wieder gezeigt werden</translation>
    </message>
    <message>
        <source>Next lesson: {title}</source>
        <translation>Nächste Lektion: {title}</translation>
    </message>
    <message>
        <source>{right} of {count} answers right</source>
        <translation>{right} von {count} Antworten richtig</translation>
    </message>
    <message>
        <source>The workspaces: calculus by hand, networks, maps on which every pixel is a run, and optimizers compared. Start has lessons. Whatever you look for, Ctrl+K finds it, and ? lists the keys.</source>
        <translation>Die Arbeitsbereiche: Ableiten von Hand, Netze, Karten, auf denen jeder Bildpunkt ein Lauf ist, und Optimierer im Vergleich. Unter Start stehen Lektionen. Strg+K findet alles, was Sie suchen, und ? zeigt die Tasten.</translation>
    </message>
    <message>
        <source>Gradient and spread</source>
        <translation>Gradient und Streuung</translation>
    </message>
    <message>
        <source>Along the full gradient, and across it where samples differ most.</source>
        <translation>Längs des vollen Gradienten und quer dazu, wo sich Datenpunkte am meisten unterscheiden.</translation>
    </message>
    <message>
        <source>How the loss changes with two of the weights.</source>
        <translation>Wie sich der Verlust mit zwei der Gewichte ändert.</translation>
    </message>
    <message>
        <source>Every step sees all {count} samples: its gradient is the full one, without noise</source>
        <translation>Jeder Schritt sieht alle {count} Datenpunkte: Sein Gradient ist der volle, ohne Rauschen</translation>
    </message>
    <message>
        <source>Directions of the gradients</source>
        <translation>Richtungen der Gradienten</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Datenpunkte</translation>
    </message>
    <message>
        <source>Gradients of single samples</source>
        <translation>Gradienten einzelner Datenpunkte</translation>
    </message>
    <message>
        <source>Draw the gradient of each sample, too</source>
        <translation>Auch den Gradienten jedes Datenpunkts zeichnen</translation>
    </message>
    <message>
        <source>along the full gradient</source>
        <translation>längs des vollen Gradienten</translation>
    </message>
    <message>
        <source>across it, where samples differ most</source>
        <translation>quer dazu, wo sich Datenpunkte am meisten unterscheiden</translation>
    </message>
    <message>
        <source>gradient by {name}</source>
        <translation>Gradient nach {name}</translation>
    </message>
    <message>
        <source>full gradient</source>
        <translation>voller Gradient</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>next batch</source>
        <translation>nächster Batch</translation>
    </message>
    <message>
        <source>standard deviation</source>
        <translation>Standardabweichung</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>Datenpunkte</translation>
    </message>
    <message>
        <source>{part} of {count} samples are drawn</source>
        <translation>{part} von {count} Datenpunkte sind gezeichnet</translation>
    </message>
    <message>
        <source>no noise scale: the full gradient is 0</source>
        <translation>keine Rauschskala: Der volle Gradient ist 0</translation>
    </message>
    <message>
        <source>noise {ratio} times the gradient</source>
        <translation>Rauschen {ratio}-mal der Gradient</translation>
    </message>
    <message>
        <source>noise scale {scale} samples</source>
        <translation>Rauschskala {scale} Datenpunkte</translation>
    </message>
    <message>
        <source>next batch {angle}° off, middle {middle}°</source>
        <translation>nächster Batch {angle}° daneben, Mitte {middle}°</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>Gradients of samples and batches about the full one; a batch as large as the noise scale has as much noise as signal (McCandlish and others 2018)</source>
        <translation>Gradienten von Datenpunkten und Batches um den vollen; ein Batch, so groß wie die Rauschskala, hat so viel Rauschen wie Signal (McCandlish und andere 2018)</translation>
    </message>
    <message>
        <source>Click an edge, or choose it with the arrow keys and Enter, to type its weight; or drag it</source>
        <translation>Kante anklicken oder mit Pfeiltasten und Eingabe wählen, um ihr Gewicht zu tippen; oder ziehen</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>Bias</translation>
    </message>
    <message>
        <source>batch of step {step}</source>
        <translation>Batch von Schritt {step}</translation>
    </message>
    <message>
        <source>{angle}° from the full gradient</source>
        <translation>{angle}° vom vollen Gradienten</translation>
    </message>
    <message>
        <source>sample {number}   length {length}</source>
        <translation>Datenpunkt {number}   Länge {length}</translation>
    </message>
    <message>
        <source>Tick at least one column as an input of the network.</source>
        <translation>Kreuzen Sie mindestens eine Spalte als Eingabe des Netzes an.</translation>
    </message>
    <message>
        <source>Tick at least two optimizers to compare on a suite.</source>
        <translation>Kreuzen Sie mindestens zwei Optimierer zum Vergleich auf einer Sammlung an.</translation>
    </message>
    <message>
        <source>Inputs are numbers: write a column of text as numbers, 1 for yes and 0 for no</source>
        <translation>Eingaben sind Zahlen: Schreiben Sie eine Textspalte als Zahlen, 1 für Ja und 0 für Nein</translation>
    </message>
    <message>
        <source>&amp;Processor</source>
        <translation>&amp;Prozessor</translation>
    </message>
    <message>
        <source>NVIDIA &amp;GPU</source>
        <translation>NVIDIA-&amp;GPU</translation>
    </message>
    <message>
        <source>&amp;Automatic</source>
        <translation>&amp;Automatisch</translation>
    </message>
    <message>
        <source>The processor computes</source>
        <translation>Der Prozessor rechnet</translation>
    </message>
    <message>
        <source>{card} computes; few networks, the processor</source>
        <translation>{card} rechnet; wenige Netze der Prozessor</translation>
    </message>
    <message>
        <source>{card} computes where it is faster</source>
        <translation>{card} rechnet, wo sie schneller ist</translation>
    </message>
    <message>
        <source>The processor computes: {reason}</source>
        <translation>Der Prozessor rechnet: {reason}</translation>
    </message>
    <message>
        <source>Documentation</source>
        <translation>Dokumentation</translation>
    </message>
    <message>
        <source>Back (Alt+Left)</source>
        <translation>Zurück (Alt+Links)</translation>
    </message>
    <message>
        <source>Search all pages</source>
        <translation>Alle Seiten durchsuchen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>gdsim {version} is under the MIT licence. This program brings along what is listed below. Qt and Qt for Python are shared libraries under version 3 of the GNU LGPL: modified versions may take their place.</source>
        <translation>gdsim {version} steht unter der MIT-Lizenz. Dieses Programm bringt mit, was unten steht. Qt und Qt for Python sind gemeinsame Bibliotheken unter Version 3 der GNU LGPL: Geänderte Fassungen dürfen an ihre Stelle treten.</translation>
    </message>
    <message>
        <source>gdsim {version} is under the MIT licence. It is a Python package here, and uses those below, which were installed with it; Qt and Qt for Python under version 3 of the GNU LGPL.</source>
        <translation>gdsim {version} steht unter der MIT-Lizenz. Es ist hier ein Python-Paket und benutzt die folgenden, die mit ihm installiert wurden; Qt und Qt for Python unter Version 3 der GNU LGPL.</translation>
    </message>
    <message>
        <source>{name} comes without the text of its licence, which is named {licence}.</source>
        <translation>{name} kommt ohne den Text seiner Lizenz, die {licence} heißt.</translation>
    </message>
    <message>
        <source>About gdsim</source>
        <translation>Über gdsim</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>Bestandteile</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Export a Page</source>
        <translation>Eine Seite exportieren</translation>
    </message>
    <message>
        <source>One HTML file, whose runs are scrubbed and played without gdsim or a network.</source>
        <translation>Eine HTML-Datei, deren Läufe ohne gdsim und ohne Netz durchgesehen und abgespielt werden.</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Share of the examples that is ready</source>
        <translation>Anteil der Beispiele, der bereit ist</translation>
    </message>
    <message>
        <source>Go on without saying so</source>
        <translation>Ohne Anzeige weitermachen</translation>
    </message>
    <message>
        <source>Hide how many examples are ready</source>
        <translation>Ausblenden, wie viele Beispiele bereit sind</translation>
    </message>
    <message>
        <source>Getting examples and lessons ready: {done} of {total}</source>
        <translation>Beispiele und Lektionen werden vorbereitet: {done} von {total}</translation>
    </message>
</context>
</TS>
